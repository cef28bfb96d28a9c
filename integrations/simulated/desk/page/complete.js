// Completion in the composer: `/` commands, `@` people, `:` emoji. Works out what fits and draws the list.

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { emojiStartingWith } from "./emoji.js";
import { state } from "./store.js";

/** What could complete the text before the caret: `{from, items: [{insert, label, note, hint, mark}]}` or null. */
export function suggestions(text, caret, { commands = true } = {}) {
  const before = text.slice(0, caret);
  const command = commands && /^\/(\S*)$/.exec(before);
  if (command) {
    const items = state.commands
      .filter((c) => c.command.slice(1).startsWith(command[1].toLowerCase()))
      .map((c) => ({
        insert: `${c.command} `,
        label: c.command,
        hint: c.usage_hint || "",
        note: c.description,
        exact: before === c.command,
      }));
    return items.length ? { kind: "commands", from: 0, items } : null;
  }
  const at = /(?:^|[\s(])@([\p{L}]*)$/u.exec(before);
  if (at) {
    const word = at[1].toLowerCase();
    const people = [...state.users.values()].filter(
      (u) =>
        u.id !== state.me.id &&
        `${u.real_name} ${u.name}`
          .toLowerCase()
          .split(/\s+/)
          .some((w) => w.startsWith(word)),
    );
    const items = people
      .sort((a, b) => Number(b.is_bot) - Number(a.is_bot))
      .map((u) => ({ insert: `@${u.real_name} `, label: u.real_name, note: u.is_bot ? "app" : `@${u.name}`, mark: avatar(u, "small") }));
    return items.length ? { kind: "people", from: caret - at[1].length - 1, items } : null;
  }
  const code = /(?:^|\s):([a-z0-9_+-]{2,})$/i.exec(before);
  if (code) {
    const items = emojiStartingWith(code[1]).map((e) => ({
      insert: `${e.char} `,
      label: `:${e.name}:`,
      mark: h("span", { class: "emoji" }, e.char),
    }));
    return items.length ? { kind: "emoji", from: caret - code[1].length - 1, items } : null;
  }
  return null;
}

/** The command being typed, for the hint line under the field. */
export const commandOf = (text) => {
  const m = /^(\/\S+)(?:\s|$)/.exec(text);
  return m && state.commands.find((c) => c.command === m[1]);
};

/** Typed names become ids and the three special characters are escaped, as Slack's own client does. */
export function toSlackText(text) {
  let out = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const known = new Map();
  for (const u of [...state.users.values()].sort((a, b) => Number(b.is_bot) - Number(a.is_bot))) {
    for (const n of [u.real_name, u.name, (u.real_name || "").split(" ")[0]])
      if (n && !known.has(n.toLowerCase())) known.set(n.toLowerCase(), u.id);
  }
  const names = [...known].sort((a, b) => b[0].length - a[0].length);
  for (const [name, id] of names) {
    const safe = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    out = out.replace(new RegExp(`(^|[\\s(])@${safe}(?![\\p{L}\\p{N}])`, "giu"), `$1<@${id}>`);
  }
  return out.replace(/(^|\s)@(here|channel|everyone)\b/g, "$1<!$2>").replace(/(^|\s)#([a-z0-9_-]+)/g, (whole, lead, name) => {
    const c = [...state.channels.values()].find((x) => x.name === name && !x.is_im);
    return c ? `${lead}<#${c.id}|${name}>` : whole;
  });
}

let serial = 0;

/** The list above the field. `pick(item)` puts it into the text. */
export function completionList(pick) {
  const id = `completion-${(serial += 1)}`;
  const node = h("div", {
    class: "completion",
    role: "listbox",
    id,
    "aria-label": "Suggestions",
    hidden: true,
    data: { testid: "completion" },
  });
  let found = null;
  let at = 0;
  function mark() {
    [...node.querySelectorAll("[role=option]")].forEach((o, i) => {
      o.setAttribute("aria-selected", i === at);
      if (i === at) o.scrollIntoView({ block: "nearest" });
    });
  }
  return {
    node,
    id,
    get open() {
      return !node.hidden;
    },
    get current() {
      return found?.items[at];
    },
    get found() {
      return found;
    },
    activeId: () => (node.hidden ? null : `${id}-${at}`),
    show(next) {
      const same = found && next && found.kind === next.kind && found.items.length === next.items.length;
      found = next;
      at = same ? Math.min(at, next.items.length - 1) : 0;
      node.hidden = !next;
      node.replaceChildren(
        ...(next
          ? [
              h("div", { class: "completion-head" }, { commands: "Commands", people: "People", emoji: "Emoji" }[next.kind]),
              ...next.items.map((item, i) =>
                h(
                  "div",
                  {
                    role: "option",
                    id: `${id}-${i}`,
                    class: "completion-item",
                    data: { value: item.label },
                    on: {
                      pointerdown: (e) => e.preventDefault(),
                      click: () => pick(item, found),
                      pointermove: () => {
                        if (at !== i) {
                          at = i;
                          mark();
                        }
                      },
                    },
                  },
                  item.mark || null,
                  h("strong", {}, item.label),
                  item.hint ? h("code", {}, item.hint) : null,
                  item.note ? h("span", { class: "note" }, item.note) : null,
                ),
              ),
            ]
          : []),
      );
      mark();
    },
    move(step) {
      at = (at + step + found.items.length) % found.items.length;
      mark();
    },
    hide() {
      node.hidden = true;
      found = null;
    },
  };
}
