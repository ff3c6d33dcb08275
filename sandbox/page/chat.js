// One person's chat with the bot: header, messages, composer.

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { button, calm, h, icon } from "./dom.js";
import { dayNode, messageNode } from "./message.js";
import { alertBox, toast, toggleMenu } from "./overlay.js";
import { role, word } from "./words.js";

const CLICK_WAIT = 5000;
const TYPING_STAYS = 6000;
const NEAR_BOTTOM = 48;

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ") || `#${person.id}`;

export function initials(person) {
  const letters = [person.first_name, person.last_name].filter(Boolean).map((part) => [...part][0]);
  return letters.join("").toUpperCase() || "?";
}

export function avatar(person, tone) {
  return h("span", { class: "avatar", "aria-hidden": "true", data: { tone } }, initials(person));
}

export class Chat {
  /** store: {bot, commands, samples}; onUnread() is told when the counter changes. */
  constructor(person, tone, store, onUnread) {
    this.person = person;
    this.tone = tone;
    this.store = store;
    this.onUnread = onUnread;
    this.messages = new Map();
    this.nodes = new Map();
    this.unread = 0;
    this.waiting = new Map();
    this.actions = {
      onClick: (messageId, data, key) => this.click(messageId, data, key),
      onCommand: (text) => this.act(() => api.text(this.person.id, text)),
      onResize: () => this.stick(),
      onShare: (query) => this.composer.type(`@${this.store.bot.username} ${query}`),
      onStart: (payload) => this.act(() => api.start(this.person.speaker ?? this.person.id, payload)),
      onGroup: (payload) => this.act(() => api.addGroup(`${word("groupOf")} ${this.person.first_name}`, this.person.id, payload)),
      botName: () => this.store.bot?.username,
      nameOf: (id) => this.store.people.find((one) => one.id === id)?.first_name ?? String(id),
    };
    this.build();
    this.update(person);
  }

  build() {
    this.title = h("h2", { class: "who-name" });
    this.label = h("p", { class: "who-role" });
    const more = button({ class: "round", "aria-label": word("more"), title: word("more"), "aria-haspopup": "menu", "aria-expanded": "false", data: { more: "" } }, icon("more"));
    this.face = h("span", { class: "who-face" });
    this.head = h("header", { class: "who" }, this.face, h("div", { class: "who-text" }, this.title, this.label), more);
    more.addEventListener("click", () => toggleMenu(more, this.head, this.menu(), "menu-down"));
    this.list = h("ol", { class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions text" });
    this.empty = h("div", { class: "empty" });
    this.typing = h("p", { class: "typing", hidden: true }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "typing-text" }));
    this.scroller = h("div", { class: "scroller", tabindex: "0" }, this.empty, this.list, this.typing);
    this.scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    this.count = h("span", { class: "jump-count" });
    this.jump = button({ class: "jump", hidden: true, "aria-label": word("newBelow"), onclick: () => this.toBottom(true) }, this.count, icon("down"));
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.composer = new Composer(this.person, this.hooks());
    const room = h("div", { class: "room" }, this.scroller, this.jump, this.toasts);
    this.node = h("section", { class: "chat", data: { chat: this.person.id, tone: this.tone } }, this.head, room, this.composer.node);
    this.acceptDrops();
    new ResizeObserver(() => this.stick()).observe(this.scroller);
  }

  hooks() {
    const id = () => this.person.id;
    return {
      start: () => this.act(() => api.start(id(), this.person.start_payload)),
      unblock: () => this.act(() => (this.person.is_group ? api.admit(id()) : api.unblock(id()))),
      botName: () => this.store.bot?.username ?? "",
      inline: (query) => this.act(() => api.inline(id(), query)),
      choose: (result) => this.act(() => api.choose(id(), result)),
      text: (text) => this.act(() => api.text(id(), text)),
      upload: (files, caption, as) => this.act(() => api.upload(id(), files, caption, as)),
      sample: (name) => this.act(() => api.sample(id(), name)),
      sticker: () => this.act(() => api.sticker(id())),
      voice: () => this.act(() => api.voice(id())),
      commands: () => this.store.commands?.[id()] ?? [],
      samples: () => this.store.samples ?? [],
    };
  }

  acceptDrops() {
    this.node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.node.classList.add("dropping");
    });
    this.node.addEventListener("dragleave", () => this.node.classList.remove("dropping"));
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.node.classList.remove("dropping");
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length) this.composer.attach(files);
    });
  }

  menu() {
    const { id, blocked, start_payload: payload } = this.person;
    if (this.person.is_group) {
      const run = () => this.act(() => (blocked ? api.admit(id) : api.expel(id)));
      return [{ icon: blocked ? "unblock" : "block", text: word(blocked ? "admit" : "expel"), run }];
    }
    const items = [{ icon: "start", text: word("restart"), data: { restart: "" }, run: () => this.act(() => api.start(id, payload)) }];
    if (blocked) items.push({ icon: "unblock", text: word("unblock"), run: () => this.act(() => api.unblock(id)) });
    else items.push({ icon: "block", text: word("block"), data: { block: "" }, run: () => this.act(() => api.block(id)) });
    return blocked ? items.slice(1) : items;
  }

  /** Run a call of the server when those before it are answered: who taps next taps after them.
   *  A failure is shown in this chat. */
  async act(call) {
    const mine = (this.before ?? Promise.resolve()).then(call);
    this.before = mine.catch(() => {});
    try {
      await mine;
      return true;
    } catch (error) {
      toast(this.toasts, `${word("failed")}: ${error.message}`, "bad");
      return false;
    }
  }

  update(person) {
    this.person = person;
    this.title.textContent = fullName(person);
    if (person.is_group) this.drawSpeaker(person);
    else this.label.textContent = role(person.label);
    this.label.title = person.username ? `@${person.username}` : "";
    this.face.replaceChildren(avatar(person, this.tone));
    this.list.setAttribute("aria-label", fullName(person));
    this.node.setAttribute("aria-label", `${fullName(person)}, ${role(person.label)}`);
    this.node.classList.toggle("is-blocked", Boolean(person.blocked));
    this.drawEmpty();
    this.composer.show(person, this.messages.size > 0);
  }

  /** In a group one of its members speaks; the page lets you be any of them. */
  drawSpeaker(person) {
    const pick = h("select", { class: "speaker", "aria-label": word("speaks"), data: { speaker: "" } });
    for (const one of this.store.people.filter((other) => !other.is_group)) {
      const option = h("option", { value: String(one.id) }, fullName(one));
      option.selected = one.id === person.speaker;
      pick.append(option);
    }
    pick.addEventListener("change", () => this.act(() => api.speaks(person.id, Number(pick.value))));
    this.label.replaceChildren(`${word("speaks")}: `, pick);
  }

  drawEmpty() {
    this.empty.hidden = this.messages.size > 0;
    if (this.empty.hidden) return;
    this.empty.replaceChildren(
      h("span", { class: "empty-mark" }, icon(this.person.start_payload ? "map" : "person")),
      h("p", { class: "empty-title" }, word("notStarted")),
      h("p", {}, word(this.person.start_payload ? "inviteHint" : "strangerHint")),
    );
  }

  /** Make the list equal to what the server has. */
  load(messages) {
    const alive = messages.filter((message) => !message.deleted);
    const known = new Set(alive.map((message) => message.id));
    for (const id of [...this.messages.keys()]) if (!known.has(id)) this.remove(id, true);
    const first = this.messages.size === 0;
    for (const message of alive) if (!this.shows(message)) this.put(message, first);
    if (first) this.toBottom(false);
  }

  shows(message) {
    const known = this.messages.get(message.id);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(message);
  }

  put(message, quiet = false) {
    if (message.deleted) {
      this.remove(message.id, quiet);
      return;
    }
    if (this.shows(message)) {
      // Told twice, by the stream and by the state: a button must not vanish under a finger.
      this.showTyping(false);
      return;
    }
    const stay = this.pinned !== false;
    const old = this.nodes.get(message.id);
    const node = messageNode(message, this.actions);
    this.messages.set(message.id, message);
    this.nodes.set(message.id, node);
    if (old) this.replace(old, node, quiet);
    else this.insert(message, node, quiet);
    if (message.from === "bot") this.showTyping(false);
    if (!old) this.settle(message, stay, quiet);
    else if (stay) this.toBottom(false);
    if (this.messages.size === 1) this.update(this.person);
  }

  replace(old, node, quiet) {
    const focused = old.contains(document.activeElement) ? [...old.querySelectorAll(".key")].indexOf(document.activeElement) : -1;
    this.release(old.dataset.message);
    old.replaceWith(node);
    if (!quiet) node.classList.add("changed");
    if (focused >= 0) {
      const keys = [...node.querySelectorAll(".key")];
      (keys[Math.min(focused, keys.length - 1)] ?? this.scroller).focus({ preventScroll: true });
    }
  }

  insert(message, node, quiet) {
    if (!quiet) node.classList.add("arriving");
    const after = [...this.list.children].find((item) => Number(item.dataset.message) > message.id);
    const before = after ? after.previousElementSibling : this.list.lastElementChild;
    const lastDay = before?.dataset.day ?? before?.dataset.daymark;
    if (lastDay !== node.dataset.day) this.list.insertBefore(dayNode(message.date), after ?? null);
    this.list.insertBefore(node, after ?? null);
  }

  settle(message, stay, quiet) {
    if (quiet) return;
    const seen = stay && this.node.offsetParent !== null;
    if (message.from !== "bot" || seen) {
      this.toBottom(this.node.offsetParent !== null);
    } else {
      this.unread += 1;
      this.drawJump();
    }
  }

  remove(id, quiet = false) {
    const node = this.nodes.get(id);
    this.messages.delete(id);
    this.nodes.delete(id);
    if (!node) return;
    this.release(id);
    const drop = () => {
      const mark = node.previousElementSibling;
      const alone = mark?.dataset.daymark && node.nextElementSibling?.dataset.message === undefined;
      node.remove();
      if (alone) mark.remove();
    };
    if (quiet || calm.matches) drop();
    else {
      node.classList.add("leaving");
      setTimeout(drop, 220);
    }
    this.drawEmpty();
  }

  async click(messageId, data, key) {
    if (this.waiting.has(String(messageId))) return;
    key.classList.add("busy");
    key.setAttribute("aria-busy", "true");
    const row = this.nodes.get(messageId);
    row?.classList.add("is-waiting");
    this.waiting.set(String(messageId), setTimeout(() => this.release(messageId), CLICK_WAIT));
    if (!(await this.act(() => api.click(this.person.id, messageId, data)))) this.release(messageId);
  }

  release(messageId) {
    clearTimeout(this.waiting.get(String(messageId)));
    this.waiting.delete(String(messageId));
    const row = this.nodes.get(Number(messageId));
    row?.classList.remove("is-waiting");
    row?.querySelectorAll(".busy").forEach((key) => {
      key.classList.remove("busy");
      key.removeAttribute("aria-busy");
    });
  }

  answer(text, isAlert) {
    for (const id of [...this.waiting.keys()]) this.release(id);
    if (!text) return;
    if (isAlert) alertBox(this.store.bot?.first_name ?? word("bot"), text);
    else toast(this.toasts, text);
  }

  showTyping(on) {
    clearTimeout(this.typingTimer);
    if (this.typing.hidden === !on) {
      if (!on) return;
    } else {
      const stay = this.pinned !== false;
      this.typing.hidden = !on;
      this.typing.lastChild.textContent = `${this.store.bot?.first_name ?? word("bot")} ${word("typing")}`;
      if (stay) this.toBottom(false);
    }
    this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_STAYS);
  }

  atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  /** Keep the end in view when something above it grows (a picture, the keyboard of a phone). */
  stick() {
    if (this.pinned !== false) this.toBottom(false);
  }

  toBottom(smooth) {
    this.pinned = true;
    const behavior = smooth && !calm.matches ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
    if (this.node.offsetParent !== null) this.markRead();
  }

  onScroll() {
    if (this.scroller.clientHeight === 0) return;
    const bottom = this.atBottom();
    clearTimeout(this.pinTimer);
    if (bottom) {
      this.pinned = true;
      this.markRead();
    } else {
      // A smooth scroll passes here too: decide once it has come to rest.
      this.pinTimer = setTimeout(() => {
        this.pinned = this.atBottom();
        this.drawJump();
      }, 160);
    }
    if (bottom) this.drawJump();
  }

  markRead() {
    if (this.unread) this.unread = 0;
    this.drawJump();
  }

  drawJump() {
    this.jump.hidden = this.atBottom() && !this.unread;
    this.count.textContent = this.unread || "";
    this.onUnread(this);
  }
}
