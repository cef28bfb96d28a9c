// The place where one writes: Enter sends, Shift+Enter breaks the line, completion on top, drafts kept per place.

import { sendCommand, sendMessage } from "./api.js";
import { commandOf, completionList, suggestions, toSlackText } from "./complete.js";
import { h, icon, iconButton } from "./dom.js";
import { state } from "./store.js";
import { toast } from "./toast.js";

const drafts = new Map();

/**
 * Makes a composer. `place()` gives `{channel, thread_ts, key, hint, commands}` at the time of sending,
 * `onSent(message)` hears of a sent message, `above` is a node shown over the field (prompts, "continuing ...").
 */
export function composer({ id, testid, sendTestid, place, onSent = () => {}, above, onEscape }) {
  const list = completionList((item, found) => insert(item, found));
  const field = h("textarea", {
    id,
    class: "composer-field",
    rows: 1,
    data: { testid },
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    enterkeyhint: "send",
    spellcheck: "true",
    on: { input: changedText, keydown: keys, blur: () => setTimeout(() => list.hide(), 120), click: changedText },
  });
  const hint = h("div", { class: "usage", hidden: true, data: { testid: "usage" } });
  const sendButton = h(
    "button",
    {
      type: "button",
      class: "send",
      "aria-label": "Send",
      title: "Send (Enter)",
      disabled: true,
      data: { testid: sendTestid },
      on: { click: () => send() },
    },
    icon("send", 18),
  );
  const tools = h(
    "div",
    { class: "composer-tools" },
    iconButton("slash", "Commands", () => type("/"), { size: 17, data: { testid: "insert-command" } }),
    iconButton("at", "Mention somebody", () => type("@"), { size: 17 }),
    h("span", { class: "grow" }),
    h("span", { class: "keys" }, h("kbd", {}, "Enter"), " sends · ", h("kbd", {}, "Shift Enter"), " new line"),
    sendButton,
  );
  const node = h("div", { class: "composer" }, above || null, h("div", { class: "composer-box" }, list.node, field, hint, tools));
  let current = "";
  let busy = false;

  function type(character) {
    if (character === "/") {
      if (!field.value.startsWith("/")) field.value = `/${field.value}`;
      field.setSelectionRange(1, 1);
      if (!place().commands) return;
    } else
      field.setRangeText(
        `${field.value && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? " " : ""}${character}`,
        field.selectionStart,
        field.selectionEnd,
        "end",
      );
    field.focus();
    changedText();
  }

  function insert(item, found) {
    field.setRangeText(item.insert, found.from, field.selectionStart, "end");
    list.hide();
    field.focus();
    changedText();
  }

  function changedText() {
    drafts.set(current, field.value);
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    sendButton.disabled = busy || !field.value.trim();
    list.show(document.activeElement === field ? suggestions(field.value, field.selectionStart, { commands: place().commands }) : null);
    const command = place().commands && commandOf(field.value);
    hint.hidden = !command || list.open;
    if (command)
      hint.replaceChildren(
        h("strong", {}, command.command),
        " ",
        h("code", {}, command.usage_hint || "(no arguments)"),
        h("span", {}, command.description),
      );
    field.setAttribute("aria-activedescendant", list.activeId() || "");
  }

  function keys(event) {
    if (event.isComposing) return;
    if (list.open) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        list.move(event.key === "ArrowDown" ? 1 : -1);
        field.setAttribute("aria-activedescendant", list.activeId());
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        list.hide();
        return;
      }
      const whole = list.found.items.some((i) => i.exact) && list.current.exact;
      if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole)) {
        event.preventDefault();
        insert(list.current, list.found);
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape" && onEscape) onEscape();
  }

  async function send(text = field.value) {
    const said = text.trim();
    if (!said || busy) return;
    const at = place();
    const command = /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/i.exec(said);
    if (command && !at.commands) {
      toast(`${command[1]} works in the main message field, not in a thread.`, "warning");
      return;
    }
    if (command && !state.commands.some((c) => c.command === command[1])) {
      toast(`${command[1]} is not a command here. Type / to see them.`, "warning");
      return;
    }
    const mine = text === field.value;
    if (mine) {
      field.value = "";
      changedText();
    }
    busy = true;
    sendButton.classList.add("pending");
    try {
      if (command) await runCommand(at, command[1], command[2] || "");
      else {
        const answer = await sendMessage(at.channel, toSlackText(said), at.thread_ts);
        if (answer.ok === false) throw new Error(answer.error);
        onSent(answer.message, at);
      }
    } catch (error) {
      toast(error.message, "error");
      if (mine && !field.value) field.value = text;
    }
    busy = false;
    sendButton.classList.remove("pending");
    changedText();
  }

  async function runCommand(at, command, text) {
    const answer = await sendCommand(at.channel, command, text.trim());
    if (answer.ok === false && answer.error === "app_offline") toast(`${command} failed: Jorge is not connected.`, "error");
    else if (answer.ok === false && answer.error !== "operation_timeout") toast(`${command} failed: ${answer.error}`, "error");
  }

  return {
    node,
    field,
    send,
    focus: () => field.focus(),
    /** Goes to another place: its draft, its placeholder. */
    moved() {
      const at = place();
      field.placeholder = at.hint;
      field.setAttribute("aria-label", at.hint);
      if (at.key === current) return;
      current = at.key;
      field.value = drafts.get(current) || "";
      busy = false;
      changedText();
    },
  };
}
