// Takes the token of a mail's link from behind the # into the form, and out of the address and the history.
const field = document.querySelector("[data-from-hash]");
const token = location.hash.slice(1);
if (field && token) {
  field.value = token;
  field.closest(".form-row").hidden = true;
  history.replaceState(null, "", location.pathname);
}
