// Many files at once, each with its own progress, by the tus protocol: pause, resume, retry; the form works without it.
const form = document.querySelector("[data-uploads]");
const CHUNK = 8 * 1024 * 1024;
const AT_ONCE = 3;
const TRIES = [1000, 3000, 8000];
const PAUSED = -1;
const SIGNED_OUT = -2;
const TUS = { "Tus-Resumable": "1.0.0" };

class Refused extends Error {
  constructor(detail, status) {
    super(detail);
    this.status = status;
  }
}

function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function size(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit += 1;
  }
  return `${unit ? bytes.toFixed(1) : bytes} ${units[unit]}`;
}

// fetch tells nothing of what is on its way out: chunks go by XMLHttpRequest.
function send(method, address, headers, body, onProgress, signal) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const sent = { ...TUS, "X-CSRFToken": token, ...headers };
    for (const [name, value] of Object.entries(sent)) request.setRequestHeader(name, value);
    if (onProgress) request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      if (request.responseURL !== new URL(address, location.href).href) {
        return failed(new Refused("You are signed out. Sign in again in another tab, then retry.", SIGNED_OUT));
      }
      if (request.status >= 200 && request.status < 300) return done(request);
      let said = "";
      try {
        said = JSON.parse(request.responseText).detail;
      } catch {
        said = "";
      }
      failed(new Refused(said || `The server answered ${request.status}.`, request.status));
    });
    request.addEventListener("error", () => failed(new Refused("The connection was lost.", 0)));
    request.addEventListener("abort", () => failed(new Refused("Paused.", PAUSED)));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body ?? null);
  });
}

class Row {
  constructor(file, list, onChange) {
    this.file = file;
    this.onChange = onChange;
    this.state = "waiting";
    this.address = "";
    this.offset = 0;
    this.element = document.createElement("li");
    this.name = document.createElement("span");
    this.name.className = "upload-name";
    this.name.textContent = file.name;
    this.bar = document.createElement("progress");
    this.bar.max = Math.max(file.size, 1);
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", `Progress of ${file.name}`);
    this.said = document.createElement("span");
    this.said.className = "upload-said";
    this.said.setAttribute("role", "status");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.press());
    this.drop = document.createElement("button");
    this.drop.type = "button";
    this.drop.textContent = "Remove";
    this.drop.setAttribute("aria-label", `Remove ${file.name}`);
    this.drop.addEventListener("click", () => this.remove());
    this.element.append(this.name, this.bar, this.said, this.button, this.drop);
    list.append(this.element);
    this.show("waiting", `${size(file.size)}, waiting`);
  }

  show(state, said) {
    this.state = state;
    this.element.dataset.state = state;
    this.said.textContent = said;
    const verbs = { waiting: "Pause", sending: "Pause", paused: "Resume", failed: "Retry" };
    this.button.hidden = !(state in verbs);
    this.button.textContent = verbs[state] ?? "";
    this.button.setAttribute("aria-label", `${verbs[state] ?? ""} ${this.file.name}`);
    this.drop.hidden = state === "done" || state === "finishing";
    this.onChange();
  }

  press() {
    if (this.state === "sending") this.stop?.abort();
    else if (this.state === "waiting") this.show("paused", "Paused.");
    else this.show("waiting", "Waiting.");
  }

  async remove() {
    this.stop?.abort();
    this.show("removed", "");
    this.element.remove();
    if (this.address) await send("DELETE", this.address).catch(() => undefined);
  }

  async run(place, caseId) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.transfer(place, caseId);
      } catch (error) {
        if (this.state === "removed") return undefined;
        if (!(error instanceof Refused)) throw error;
        if (error.status === PAUSED) return this.show("paused", "Paused.");
        const again = [0, 409, 423, 429, 502, 503, 504].includes(error.status);
        if (error.status === SIGNED_OUT) return this.show("failed", error.message);
        if (!again) return this.show("refused", `Refused: ${error.message}`);
        if (attempt >= TRIES.length) return this.show("failed", error.message);
        this.said.textContent = `${error.message} Trying again.`;
        await wait(TRIES[attempt]);
        if (this.state !== "sending") return undefined;
      }
    }
  }

  async transfer(place, caseId) {
    this.stop = new AbortController();
    this.show("sending", "Sending.");
    if (this.address) {
      this.offset = Number((await send("HEAD", this.address)).getResponseHeader("Upload-Offset"));
    } else {
      const pairs = [`filename ${base64(this.file.name)}`];
      if (caseId) pairs.push(`case ${base64(caseId)}`);
      const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.join(",") };
      this.address = (await send("POST", place, headers)).getResponseHeader("Location");
      this.offset = 0;
    }
    while (this.offset < this.file.size) {
      if (this.stop.signal.aborted) throw new Refused("Paused.", PAUSED);
      const piece = this.file.slice(this.offset, this.offset + CHUNK);
      const headers = { "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream" };
      const from = this.offset;
      const told = (loaded) => this.progress(from + loaded);
      const answer = await send("PATCH", this.address, headers, piece, told, this.stop.signal);
      this.offset = Number(answer.getResponseHeader("Upload-Offset"));
      this.progress(this.offset);
    }
    await this.finished();
  }

  progress(bytes) {
    this.bar.value = bytes;
    this.said.textContent = `${size(bytes)} of ${size(this.file.size)}`;
  }

  async finished() {
    this.show("finishing", "Being put together.");
    for (let pause = 200; ; pause = Math.min(pause * 2, 5000)) {
      const told = JSON.parse((await send("GET", this.address)).responseText);
      if (told.state === "done") {
        const link = document.createElement("a");
        link.href = told.address;
        link.textContent = this.file.name;
        this.name.replaceChildren(link);
        return this.show("done", "Taken in.");
      }
      if (told.state !== "open") return this.show("refused", `Refused: ${told.refusal || told.state}`);
      await wait(pause);
    }
  }
}

class Uploads {
  constructor() {
    this.rows = [];
    this.list = document.getElementById("upload-list");
    this.summary = document.getElementById("upload-summary");
    this.input = form.querySelector("input[type=file]");
    this.zone = document.getElementById("drop-zone");
    this.zone.hidden = false;
    form.querySelector("[type=submit]").hidden = true; // files go as soon as they are chosen
    this.input.addEventListener("change", () => {
      this.add(this.input.files);
      this.input.value = "";
    });
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("is-over");
      });
    }
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      this.add(event.dataTransfer.files);
    });
    // A file dropped beside the form must not replace the page.
    for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
    window.addEventListener("beforeunload", (event) => {
      if (this.count("sending") + this.count("waiting") > 0) event.preventDefault();
    });
  }

  add(files) {
    for (const file of files) this.rows.push(new Row(file, this.list, () => this.go()));
    this.go();
  }

  count(state) {
    return this.rows.filter((row) => row.state === state).length;
  }

  go() {
    const busy = this.count("sending") + this.count("finishing");
    const next = this.rows.filter((row) => row.state === "waiting").slice(0, Math.max(AT_ONCE - busy, 0));
    for (const row of next) {
      // Each start comes back here by its own change: what has begun meanwhile is not begun twice.
      if (row.state === "waiting") row.run(form.dataset.uploads, form.querySelector("[name=case]").value);
    }
    const kept = this.rows.filter((row) => row.state !== "removed").length;
    const refused = this.count("refused") + this.count("failed");
    const told = `${this.count("done")} of ${kept} taken in${refused ? `, ${refused} not` : ""}.`;
    if (kept && this.summary.textContent !== told) this.summary.textContent = told;
  }
}

if (form) new Uploads();
