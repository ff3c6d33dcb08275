// The clock of the demo in the top bar and the buttons that move it.

import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { fullDateOf, timeOf, useOffsetOf, weekdayOf } from "./time.js";
import { word } from "./words.js";

function move(long, short, props, iconName) {
  return button(
    { "aria-label": word(long), ...props },
    iconName && icon(iconName),
    h("span", { class: "long" }, word(long)),
    h("span", { class: "short" }, word(short)),
  );
}

export class Clock {
  constructor(onError) {
    this.onError = onError;
    this.node = document.querySelector("[data-clock]");
    this.moves = document.querySelector(".clock-moves");
    this.base = 0;
    this.seen = 0;
    setInterval(() => this.draw(), 1000);
  }

  /** Between two words of the server the clock ticks here, second by second. */
  set(iso, changed = false) {
    if (!iso) return;
    useOffsetOf(iso);
    this.base = Date.parse(iso);
    this.seen = performance.now();
    this.draw();
    if (!changed) return;
    this.node.classList.remove("moved");
    void this.node.offsetWidth;
    this.node.classList.add("moved");
  }

  now() {
    return this.base + performance.now() - this.seen;
  }

  draw() {
    if (!this.base) return;
    const now = this.now();
    const time = this.node.querySelector("time");
    const text = timeOf(now);
    if (time.textContent !== text) time.textContent = text;
    time.dateTime = new Date(now).toISOString();
    this.node.querySelector(".clock-weekday").textContent = weekdayOf(now);
    this.node.querySelector(".clock-date").textContent = fullDateOf(now);
  }

  controls(movable) {
    this.moves.hidden = !movable;
    this.moves.replaceChildren(
      move("hour", "hourShort", { class: "move", data: { clockAdvance: "3600" }, onclick: () => this.run(() => api.advance(3600)) }),
      move("day", "dayShort", { class: "move", data: { clockAdvance: "86400" }, onclick: () => this.run(() => api.advance(86400)) }),
      move("next", "nextShort", { class: "move move-next", data: { clockNext: "" }, onclick: () => this.run(() => api.next()) }, "bell"),
    );
  }

  async run(call) {
    if (this.busy) return;
    this.busy = true;
    this.moves.classList.add("busy");
    this.moves.setAttribute("aria-busy", "true");
    try {
      const { now } = await call();
      if (now && Date.parse(now) !== this.base) this.set(now, true);
    } catch (error) {
      this.onError(`${word("failed")}: ${error.message}`);
    } finally {
      this.busy = false;
      this.moves.classList.remove("busy");
      this.moves.removeAttribute("aria-busy");
    }
  }
}
