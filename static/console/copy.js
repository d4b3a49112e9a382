// A secret that is shown once: a button beside it copies it. Without a clipboard the field is selected instead.
const told = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "Selected: press Ctrl+C.";
    }
  });
}
