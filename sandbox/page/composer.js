// The lower edge of a chat: start button, text field, attachments, commands.

import { button, h, icon } from "./dom.js";
import { toggleMenu } from "./overlay.js";
import { fileSize, word } from "./words.js";

const PICTURE_NAME = /\.(png|jpe?g|webp)$/i;
// As many as Telegram puts into one album.
const ALBUM_SIZE = 10;
const isPicture = (file) => /^image\/(png|jpeg|webp|gif)$/.test(file.type);

export class Composer {
  /** hooks: start, unblock, text(t), upload(files, caption, as), sample(name), sticker, voice, commands(), samples() */
  constructor(person, hooks) {
    this.person = person;
    this.hooks = hooks;
    this.pending = null;
    this.mode = "";
    this.node = h("div", { class: "composer" });
  }

  show(person, talked) {
    this.person = person;
    const mode = person.blocked ? "blocked" : person.started || talked ? "open" : "start";
    if (mode === this.mode) return;
    const hadFocus = this.node.contains(document.activeElement);
    this.mode = mode;
    this.node.dataset.mode = mode;
    this.node.replaceChildren(...this.build(mode));
    if (hadFocus) this.node.querySelector("textarea, button")?.focus({ preventScroll: true });
  }

  build(mode) {
    if (mode === "blocked") return this.blocked();
    if (mode === "start") return this.startOnly();
    return this.open();
  }

  blocked() {
    return [
      h("p", { class: "composer-note" }, word("blockedHint")),
      button({ class: "solid wide", data: { unblock: "" }, onclick: this.hooks.unblock }, icon("unblock"), word("unblock")),
    ];
  }

  startOnly() {
    const invited = Boolean(this.person.start_payload);
    return [
      button(
        { class: "solid wide", data: { start: "" }, onclick: this.hooks.start },
        icon(invited ? "out" : "start"),
        word(invited ? "openInvite" : "startBot"),
      ),
    ];
  }

  open() {
    this.field = h("textarea", {
      rows: "1",
      class: "composer-field",
      placeholder: word("message"),
      "aria-label": `${word("message")}: ${this.person.first_name}`,
      data: { input: "" },
    });
    this.field.addEventListener("input", () => {
      this.fit();
      this.ask();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    });
    this.field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) {
        event.preventDefault();
        this.attach(files);
      }
    });
    this.picker = h("input", { type: "file", multiple: "", class: "picker", tabindex: "-1", "aria-hidden": "true", data: { upload: "" } });
    this.picker.addEventListener("change", () => {
      if (this.picker.files[0]) this.attach([...this.picker.files], this.picker.dataset.as);
      this.picker.value = "";
    });
    this.chip = h("div", { class: "chip", hidden: true });
    this.offers = h("div", { class: "offers", hidden: true, data: { offers: "" } });
    const parts = [this.offers, this.chip];
    if (this.leadsMap()) parts.push(this.sampleButton());
    parts.push(h("div", { class: "composer-row" }, this.attachButton(), this.commandsButton(), this.field, this.sendButton(), this.picker));
    return parts;
  }

  leadsMap() {
    return /координатор|coordinator/i.test(this.person.label ?? "") && this.hooks.samples().length > 0;
  }

  sampleItems(onlyMaps = false) {
    const list = this.hooks.samples().filter((sample) => !onlyMaps || !PICTURE_NAME.test(sample.name));
    return list.map((sample) => ({
      icon: PICTURE_NAME.test(sample.name) ? "photo" : "file",
      text: sample.title || sample.name,
      note: sample.title ? sample.name : "",
      data: { sample: sample.name },
      run: () => this.hooks.sample(sample.name),
    }));
  }

  sampleButton() {
    const anchor = button(
      { class: "sample-open", "aria-haspopup": "menu", "aria-expanded": "false", data: { samples: "" } },
      icon("map"),
      h("span", {}, word("sampleMap")),
      icon("down", "icon sample-arrow"),
    );
    anchor.addEventListener("click", () => toggleMenu(anchor, this.node, this.sampleItems(true)));
    return anchor;
  }

  attachButton() {
    const anchor = button({ class: "round", "aria-label": word("attach"), title: word("attach"), "aria-haspopup": "menu", "aria-expanded": "false", data: { attach: "" } }, icon("attach"));
    anchor.addEventListener("click", () => {
      const items = [
        { icon: "photo", text: word("sendPhoto"), run: () => this.pick("photo", "image/png,image/jpeg,image/webp") },
        { icon: "file", text: word("sendFile"), run: () => this.pick("document", "") },
        { icon: "sticker", text: word("sendSticker"), data: { sticker: "" }, run: this.hooks.sticker },
        { icon: "voice", text: word("sendVoice"), data: { voice: "" }, run: this.hooks.voice },
      ];
      const samples = this.sampleItems();
      if (samples.length) items.push({ title: word("samples") }, ...samples);
      toggleMenu(anchor, this.node, items);
    });
    return anchor;
  }

  commandsButton() {
    const anchor = button({ class: "round", "aria-label": word("commands"), title: word("commands"), "aria-haspopup": "menu", "aria-expanded": "false", data: { commands: "" } }, icon("slash"));
    anchor.addEventListener("click", () => {
      const list = this.hooks.commands();
      const items = list.map(({ command, description }) => ({
        text: `/${command.replace(/^\//, "")}`,
        note: description,
        data: { command },
        run: () => this.hooks.text(`/${command.replace(/^\//, "")}`),
      }));
      toggleMenu(anchor, this.node, [{ title: items.length ? word("commands") : word("noCommands") }, ...items], "menu-commands");
    });
    return anchor;
  }

  sendButton() {
    return button({ class: "round send", "aria-label": word("send"), title: word("send"), data: { send: "" }, onclick: () => this.send() }, icon("send"));
  }

  pick(as, accept) {
    this.picker.dataset.as = as;
    this.picker.accept = accept;
    this.picker.click();
  }

  attach(given, as = given.every(isPicture) ? "photo" : "document") {
    if (this.mode !== "open") return;
    const files = given.slice(0, ALBUM_SIZE);
    this.pending = { files, as: as === "photo" && files.every(isPicture) ? "photo" : "document" };
    this.drawChip();
    this.field.focus({ preventScroll: true });
  }

  drawChip() {
    this.chip.hidden = !this.pending;
    this.field.placeholder = word(this.pending ? "caption" : "message");
    if (!this.pending) {
      this.chip.replaceChildren();
      return;
    }
    const { files, as } = this.pending;
    const more = files.length > 1 ? ` + ${files.length - 1}` : "";
    const swap = button({ class: "chip-as", onclick: () => this.swapKind() }, word(as === "photo" ? "asPhoto" : "asFile"));
    swap.disabled = !files.every(isPicture);
    const drop = button({ class: "round small", "aria-label": word("dropFile"), onclick: () => this.dropFile() }, icon("close"));
    this.chip.replaceChildren(
      icon(as === "photo" ? "photo" : "file"),
      h("span", { class: "chip-name" }, files[0].name + more),
      h("span", { class: "chip-size" }, fileSize(files.reduce((sum, file) => sum + file.size, 0))),
      swap,
      drop,
    );
  }

  swapKind() {
    this.pending.as = this.pending.as === "photo" ? "document" : "photo";
    this.drawChip();
    this.chip.querySelector(".chip-as").focus();
  }

  dropFile() {
    this.pending = null;
    this.drawChip();
    this.field.focus({ preventScroll: true });
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 132)}px`;
  }

  /** Words behind the bot's name are for the bot alone, as they are typed. */
  asked() {
    const name = `@${this.hooks.botName()}`;
    const text = this.field.value;
    return text === name || text.startsWith(`${name} `) ? text.slice(name.length).trim() : null;
  }

  ask() {
    clearTimeout(this.asking);
    const query = this.asked();
    if (query === null) this.offer([], "");
    else this.asking = setTimeout(() => this.hooks.inline(query), 250);
  }

  type(text) {
    if (this.mode !== "open") return;
    this.field.value = text;
    this.fit();
    this.ask();
    this.field.focus({ preventScroll: true });
  }

  /** What the bot offers for these words: one tap puts it into the chat. */
  offer(results, note) {
    if (!this.offers) return;
    const items = results.map((one) =>
      button({ class: "offer", data: { offer: one.id }, onclick: () => this.choose(one.id) }, h("b", {}, one.title), h("span", {}, one.description)),
    );
    if (note) items.push(h("p", { class: "offer-note" }, note));
    this.offers.replaceChildren(...items);
    this.offers.hidden = items.length === 0;
  }

  async choose(id) {
    if (await this.hooks.choose(id)) {
      this.clear();
      this.offer([], "");
    }
  }

  async send() {
    if (this.asked() !== null) return;
    const text = this.field.value.trim();
    if (this.pending) {
      const { files, as } = this.pending;
      if (await this.hooks.upload(files, text, as)) {
        this.pending = null;
        this.drawChip();
        this.clear();
      }
    } else if (text) {
      this.clear();
      if (!(await this.hooks.text(text)) && this.field.value === "") this.field.value = text;
    }
  }

  clear() {
    this.field.value = "";
    this.fit();
  }

  draft() {
    return this.mode === "open" ? this.field.value : "";
  }

  restore(text) {
    if (this.mode === "open" && text) {
      this.field.value = text;
      this.fit();
    }
  }
}
