// Things that lie above the page: menus, toasts, the alert, the enlarged picture.

import { button, h, icon } from "./dom.js";
import { word } from "./words.js";

let openMenuNow = null;

function closeMenu(back) {
  if (!openMenuNow) return;
  const { menu, anchor } = openMenuNow;
  openMenuNow = null;
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (back) anchor.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (!openMenuNow) return;
  const { menu, anchor } = openMenuNow;
  if (!menu.contains(event.target) && !anchor.contains(event.target)) closeMenu(false);
});

function moveFocus(menu, event) {
  const items = [...menu.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  } else if (event.key in moves) {
    event.preventDefault();
    items[(moves[event.key] + items.length) % items.length]?.focus();
  }
}

/** items: {title} for a heading, or {icon, text, note, run, name} for a choice. */
export function toggleMenu(anchor, host, items, className = "") {
  if (openMenuNow?.anchor === anchor) {
    closeMenu(true);
    return;
  }
  closeMenu(false);
  const menu = h("div", { class: `menu ${className}`, role: "menu", "aria-label": anchor.getAttribute("aria-label") });
  for (const item of items) {
    if (item.title) {
      menu.append(h("p", { class: "menu-title" }, item.title));
    } else {
      const choose = () => {
        closeMenu(true);
        item.run();
      };
      const lines = h("span", { class: "menu-text" }, h("span", {}, item.text), item.note && h("small", {}, item.note));
      menu.append(
        button(
          { class: "menu-item", role: "menuitem", onclick: choose, data: item.data },
          item.icon && icon(item.icon),
          lines,
        ),
      );
    }
  }
  menu.addEventListener("keydown", (event) => moveFocus(menu, event));
  host.append(menu);
  anchor.setAttribute("aria-expanded", "true");
  openMenuNow = { menu, anchor };
  menu.querySelector(".menu-item")?.focus();
}

/** A short message over a chat, as Telegram shows the answer to a pressed button. */
export function toast(host, text, tone = "plain") {
  host.querySelector(".toast")?.remove();
  const node = h("p", { class: "toast", data: { tone } }, text);
  host.append(node);
  const stay = Math.min(8000, 2600 + text.length * 45);
  setTimeout(() => {
    node.classList.add("leaving");
    setTimeout(() => node.remove(), 250);
  }, stay);
}

function dialog(className, label) {
  const node = h("dialog", { class: className, "aria-label": label });
  node.addEventListener("close", () => node.remove());
  node.addEventListener("click", (event) => {
    if (event.target === node) node.close();
  });
  document.body.append(node);
  return node;
}

export function alertBox(who, text) {
  const node = dialog("alert", who);
  const done = button({ class: "solid", onclick: () => node.close() }, word("ok"));
  node.append(h("h2", {}, who), h("p", {}, text), h("div", { class: "alert-actions" }, done));
  node.showModal();
  done.focus();
}

export function lightbox(url, name) {
  const node = dialog("lightbox", name);
  const close = button({ class: "round lightbox-close", "aria-label": word("close"), onclick: () => node.close() }, icon("close"));
  const image = h("img", { src: url, alt: name });
  image.addEventListener("click", () => node.close());
  node.append(image, close);
  node.showModal();
}

/** Ask for a name; save(first, last) is called once. */
export function askName(save) {
  const node = dialog("alert", word("addTitle"));
  const first = h("input", { name: "first", required: true, maxlength: "64", autocomplete: "off", id: "new-first" });
  const last = h("input", { name: "last", maxlength: "64", autocomplete: "off", id: "new-last" });
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", {}, word("addTitle")),
    h("p", {}, word("addText")),
    h("label", { for: "new-first" }, word("firstName")),
    first,
    h("label", { for: "new-last" }, word("lastName")),
    last,
    h(
      "div",
      { class: "alert-actions" },
      button({ class: "quiet", onclick: () => node.close() }, word("cancel")),
      h("button", { type: "submit", class: "solid" }, word("add")),
    ),
  );
  form.addEventListener("submit", () => {
    if (first.value.trim()) save(first.value.trim(), last.value.trim());
  });
  node.append(form);
  node.showModal();
  first.focus();
}
