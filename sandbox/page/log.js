// The drawer with the calls of the Bot API, newest first.

import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { secondsOf } from "./time.js";
import { word } from "./words.js";

const KEEP = 400;

function tone(status) {
  const code = Number(status);
  if (!Number.isFinite(code)) return /^ok$/i.test(String(status)) ? "good" : "bad";
  if (code < 300) return "good";
  return code === 429 || code === 409 ? "slow" : "bad";
}

export class Log {
  /** nameOf(chatId) → the name to show beside a call. */
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.node = document.querySelector("#log");
    this.calls = new Map();
    this.last = 0;
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  opener() {
    this.anchor = button(
      { class: "tool", "aria-label": word("log"), "aria-expanded": String(!this.node.hidden), "aria-controls": "log", data: { log: "" }, onclick: () => this.toggle() },
      icon("log"),
      h("span", { class: "long" }, word("log")),
    );
    this.build();
    return this.anchor;
  }

  build() {
    this.list = h("ol", { class: "log-list" });
    this.empty = h("p", { class: "log-empty" }, word("logEmpty"));
    this.node.replaceChildren(
      h(
        "header",
        { class: "log-head" },
        h("div", {}, h("h2", {}, word("log")), h("p", {}, word("logNote"))),
        button({ class: "round", "aria-label": word("close"), onclick: () => this.close() }, icon("close")),
      ),
      h("div", { class: "log-body", tabindex: "0" }, this.empty, this.list),
    );
    if (!this.node.hidden) this.drawAll();
  }

  async refresh() {
    const answer = await api.calls(this.last);
    for (const call of Array.isArray(answer) ? answer : answer.calls ?? []) this.add(call);
  }

  /** The server was restarted: its numbering starts again. */
  forget() {
    this.calls.clear();
    this.last = 0;
    if (!this.node.hidden) this.drawAll();
  }

  add(call) {
    if (this.calls.has(call.id)) return;
    this.calls.set(call.id, call);
    this.last = Math.max(this.last, Number(call.id) || 0);
    if (this.calls.size > KEEP) this.calls.delete(this.calls.keys().next().value);
    if (this.node.hidden) return;
    const row = this.row(call);
    row.classList.add("fresh");
    this.list.prepend(row);
    if (this.list.children.length > KEEP) this.list.lastElementChild.remove();
    this.empty.hidden = true;
  }

  row(call) {
    const who = call.chat === null || call.chat === undefined ? "" : this.nameOf(call.chat);
    return h(
      "li",
      { class: "call", data: { call: call.id } },
      h("time", { datetime: call.time }, secondsOf(call.time)),
      h("span", { class: "call-what" }, h("code", {}, call.method), who && h("span", { class: "call-chat" }, who)),
      h("span", { class: "call-status", data: { tone: tone(call.status) } }, String(call.status)),
      call.summary && h("p", { class: "call-summary" }, call.summary),
    );
  }

  drawAll() {
    const rows = [...this.calls.values()].sort((one, two) => two.id - one.id).map((call) => this.row(call));
    this.list.replaceChildren(...rows);
    this.empty.hidden = rows.length > 0;
  }

  toggle() {
    if (this.node.hidden) this.open();
    else this.close();
  }

  open() {
    this.node.hidden = false;
    document.body.classList.add("with-log");
    this.anchor.setAttribute("aria-expanded", "true");
    this.drawAll();
    this.node.querySelector(".log-head button").focus();
  }

  close() {
    this.node.hidden = true;
    document.body.classList.remove("with-log");
    this.anchor.setAttribute("aria-expanded", "false");
    this.anchor.focus();
  }
}
