// Type-ahead for a place (WAI-ARIA combobox). The text goes to the server by POST only.
// Enter takes the first candidate and goes on to the needs.

const PAUSE_MS = 130;
const LIMIT = 6;
const COUNTRY = /^[A-Z]{2}$/;

export default function bindPlace(root, app) {
  new PlaceBox(root, app);
}

// Places that are easily taken for each other: a city and the regency around it, two villages.
function bare(place) {
  return place.name.replace(/^(Kota|Kabupaten|Kec\.|Desa|Kelurahan) /, "").toLowerCase();
}

class PlaceBox {
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.input = root.querySelector("input[type=text]");
    this.list = root.querySelector("[role=listbox]");
    this.picked = root.querySelector(".picked");
    this.found = [];
    this.active = -1;
    this.pending = null;
    this.warned = "";
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.at), true);
    });
  }

  hidden(part) {
    const name = this.input.name.replace(/-text$/, `-${part}`);
    let field = this.root.querySelector(`input[type=hidden][name="${name}"]`);
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      this.root.append(field);
    }
    return field;
  }

  get chosen() {
    return this.hidden("code").value !== "" && this.hidden("of").value.trim() === this.input.value.trim();
  }

  typed() {
    this.root.toggleAttribute("data-abroad", COUNTRY.test(this.input.value.trim()));
    this.root.querySelector(".candidates")?.remove();
    this.hidden("code").value = "";
    this.picked.replaceChildren();
    clearTimeout(this.timer);
    this.stop?.abort();
    this.pending = null;
    const text = this.input.value.trim();
    if (text.length < 2) {
      this.found = [];
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.root.isConnected && this.search(), PAUSE_MS);
  }

  search() {
    clearTimeout(this.timer);
    this.stop?.abort();
    this.stop = new AbortController();
    this.pending = this.ask(this.input.value.trim(), this.stop.signal);
    return this.pending;
  }

  // True when the server answered; a line that is down leaves the text to the form itself.
  async ask(text, signal) {
    try {
      const answer = await fetch(`${this.app.words.places_url}?lang=${this.app.language}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, limit: LIMIT }),
        signal,
      });
      if (!answer.ok) return false;
      this.found = this.fit((await answer.json()).places);
      this.open();
      return true;
    } catch {
      return false;
    }
  }

  // A home is known by its regency alone, whatever village was typed; a country is none.
  fit(places) {
    if (!("regency" in this.root.dataset)) return places;
    const inside = places.filter((place) => place.regency_code);
    return inside.map((place) => ({ ...place, code: place.level === "province" ? place.code : place.regency_code }));
  }

  open() {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...this.found.map((place, at) => this.option(place, at)));
    const shown = this.found.length > 0 && document.activeElement === this.input;
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    const count = this.found.length;
    this.picked.textContent = count ? this.app.say("found", { count }) : this.app.say("none");
  }

  option(place, at) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.at = at;
    option.textContent = place.label;
    return option;
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const opened = !this.list.hidden;
    if (event.key === "Enter" && !event.ctrlKey && this.input.value.trim()) {
      event.preventDefault();
      this.take();
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      this.close();
    } else if (opened && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(step) {
    const options = [...this.list.children];
    this.active = (this.active + step + options.length) % options.length;
    if (this.active < 0) this.active = options.length - 1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  async take() {
    if (this.chosen) return this.goOn();
    if (this.warned === this.input.value) return this.goOn();
    if (this.list.hidden || !this.found.length) {
      this.picked.textContent = this.app.say("searching");
      const text = this.input.value;
      const answered = await (this.pending || this.search());
      if (this.input.value !== text) return undefined;
      if (!answered) {
        this.picked.textContent = "";
        return this.goOn();
      }
      if (!this.found.length) {
        this.picked.textContent = this.app.say("none");
        this.warned = text; // once more Enter goes on: the server may know better
        return undefined;
      }
    }
    return this.pick(Math.max(this.active, 0), true);
  }

  pick(at, onward) {
    const place = this.found[at];
    this.input.value = place.label;
    this.hidden("code").value = place.code;
    this.hidden("of").value = place.label;
    this.root.toggleAttribute("data-abroad", COUNTRY.test(place.code));
    this.close();
    this.picked.replaceChildren(this.app.say("chosen", { place: place.label }));
    const others = this.found.filter((other) => other !== place && bare(other) === bare(place)).slice(0, 3);
    if (others.length) this.picked.append(" ", this.app.say("not_this"), ...others.map((other) => this.other(other)));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    if (onward) this.goOn();
  }

  other(place) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "maybe", textContent: place.label,
    });
    button.addEventListener("click", () => this.pick(this.found.indexOf(place), true));
    return button;
  }

  goOn() {
    this.close();
    document.getElementById(this.root.dataset.then || "")?.focus();
  }
}
