// Passkeys: a form marked data-passkey asks the browser for a credential first, and then sends it.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function asked(options) {
  const list = (found) => (found ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) publicKey.excludeCredentials = list(options.excludeCredentials);
  if (options.allowCredentials) publicKey.allowCredentials = list(options.allowCredentials);
  return { publicKey };
}

function answered(credential) {
  const { response } = credential;
  const out = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) out[name] = text(response[name]);
  if (response.getTransports) out.transports = response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out };
}

async function ceremony(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
  const options = await answer.json();
  if (!answer.ok) throw new Error(options.detail);
  const made =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create(asked(options))
      : await navigator.credentials.get(asked(options));
  form.elements.credential.value = JSON.stringify(answered(made));
  form.submit();
}

function say(form, words) {
  const said = form.querySelector(".said");
  said.textContent = words;
  said.hidden = !words;
}

function reason(error) {
  if (error.name === "NotAllowedError") return "Nothing was chosen, or it took too long. Try again.";
  if (error.name === "InvalidStateError") return "This device has a passkey for this account already.";
  if (error.name === "SecurityError") return "Passkeys work at the site's own name only, not at a bare address.";
  return error.message || "The passkey could not be used.";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[type=submit]");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    say(form, "Passkeys need a secure connection and a browser that knows them.");
  }
  if (/^[\d.]+$|:/.test(location.hostname)) {
    button.disabled = true;
    const there = location.hostname === "127.0.0.1" ? ` Open http://localhost:${location.port}/ instead.` : "";
    say(form, `Passkeys need a host name, not an address of numbers.${there}`);
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    button.disabled = true;
    try {
      await ceremony(form);
    } catch (error) {
      say(form, reason(error));
      button.disabled = false;
    }
  });
}
