// One document: choosing a row shows its place on the page; j and k go through the rows, o opens the original.
const rows = [...document.querySelectorAll("tr[data-box]")];
const sheets = document.querySelector(".sheets");
let chosen = null;

function show(row) {
  if (chosen) chosen.classList.remove("chosen");
  chosen = row;
  row.classList.add("chosen");
  row.focus({ preventScroll: false });
  for (const mark of document.querySelectorAll(".sheet rect")) mark.remove();
  const sheet = document.querySelector(`.sheet[data-page="${row.dataset.page}"]`);
  if (!sheet || !row.dataset.box) return;
  const [x0, y0, x1, y1] = row.dataset.box.split(" ").map(Number);
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const pad = 0.003;
  mark.setAttribute("x", Math.max(0, x0 - pad));
  mark.setAttribute("y", Math.max(0, y0 - pad));
  mark.setAttribute("width", x1 - x0 + 2 * pad);
  mark.setAttribute("height", y1 - y0 + 2 * pad);
  sheet.querySelector("svg").append(mark);
  const top = sheet.offsetTop + y0 * sheet.offsetHeight - sheets.clientHeight / 3;
  sheets.scrollTo({ top });
}

function step(by) {
  if (!rows.length) return;
  const at = rows.indexOf(chosen);
  show(rows[Math.min(rows.length - 1, Math.max(0, at + by))]);
}

for (const row of rows) {
  row.tabIndex = 0;
  row.addEventListener("click", () => show(row));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && event.target.matches("tr[data-box]")) show(event.target);
  else if (event.key === "o") document.querySelector("[data-original]")?.click();
  else if (event.key === "t") {
    event.preventDefault(); // or the key would be typed
    document.querySelector("[data-key=t]")?.focus();
  }
});

// A document that is still being read: look again until it is done.
const waiting = document.querySelector("[data-waiting]");
if (waiting) setTimeout(() => location.reload(), 2000);

// Copies are looked for after the screen is there: comparing takes a while.
const copies = document.querySelector("[data-copies]");
if (copies) {
  fetch(copies.dataset.copies, { headers: { Accept: "text/html" } })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))))
    .then((text) => {
      const found = new DOMParser().parseFromString(text, "text/html").querySelector("#copies");
      if (found) copies.replaceWith(document.adoptNode(found));
    })
    .catch(() => {}); // the link is there
}
