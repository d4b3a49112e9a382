// Sends the chosen files one after the other, each with its progress; the form works without it.
const form = document.querySelector("form");
const list = document.getElementById("on-the-way");
const told = document.getElementById("told");

function send(file, bar) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("load", () => {
      try {
        done(JSON.parse(request.responseText).refused ?? [JSON.parse(request.responseText).detail]);
      } catch {
        done([`${file.name}: the server answered ${request.status}.`]);
      }
    });
    request.addEventListener("error", () => done([`${file.name}: the connection was lost. Send it again.`]));
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const files = [...form.elements.file.files];
  let refused = 0;
  button.disabled = true;
  list.replaceChildren();
  for (const file of files) {
    const row = document.createElement("li");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", `Progress of ${file.name}`);
    row.append(file.name, bar);
    list.append(row);
    const why = await send(file, bar);
    if (why.length) {
      refused += 1;
      row.className = "refused";
      row.textContent = why.join(" ");
    } else {
      bar.value = bar.max;
      row.append(" Sent.");
    }
  }
  button.disabled = false;
  form.reset();
  told.textContent = `${files.length - refused} of ${files.length} sent.`;
});
