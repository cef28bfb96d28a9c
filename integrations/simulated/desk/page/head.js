// The line over the pane and the line over the message field.

import { h, icon, iconButton, replace } from "./dom.js";
import { bot, drawer } from "./sidebar.js";
import { findMessage, isBotDm, key, state } from "./store.js";

const drawn = new Map();
/** Whether a part of the page looks different from the last time it was drawn. */
const differs = (part, ...facts) => {
  const sig = JSON.stringify(facts);
  const old = drawn.get(part);
  drawn.set(part, sig);
  return sig !== old;
};

/** The line over the pane: where one is, and the tabs of the conversation with Jorge. */
export function drawHead(head, { go }) {
  const channel = state.channels.get(state.view.id);
  const im = channel?.is_im;
  const title = state.view.kind === "home" ? "Home" : im ? bot().real_name : channel?.name || "";
  const note =
    state.view.kind === "home"
      ? bot().real_name
      : im
        ? state.bot.connected
          ? "Your colleague · online"
          : "Your colleague · away"
        : channel?.topic;
  const tab = (label, on, view) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        class: `tab${on ? " active" : ""}`,
        "aria-selected": on,
        data: { testid: `tab-${label.toLowerCase()}` },
        on: { click: () => go(view) },
      },
      label,
    );
  const dm = [...state.channels.values()].find((c) => c.is_im);
  if (!differs("head", state.view, title, note, dm?.id)) return;
  replace(
    head,
    iconButton("menu", "Channels", () => drawer(true), { class: "menu-button", data: { testid: "menu-button" } }),
    h(
      "div",
      { class: "pane-title" },
      h("h2", {}, im || state.view.kind === "home" ? null : icon("hash", 17), title),
      note ? h("small", {}, note) : null,
    ),
    dm && (im || state.view.kind === "home")
      ? h(
          "div",
          { class: "tabs", role: "tablist" },
          tab("Messages", im, { kind: "channel", id: dm.id }),
          tab("Home", state.view.kind === "home", { kind: "home" }),
        )
      : null,
  );
}

/** Over the message field: suggested prompts, or which conversation goes on. */
export function drawAbove(above, { write, continueIn }) {
  const channel = state.view.id;
  const root = state.continuing.get(channel);
  const prompts = state.prompts[channel];
  const first = root && findMessage(channel, root);
  const title = state.sessions.get(key(channel, root))?.title;
  if (!differs("above", channel, root, prompts, first?.text, title)) return;
  const chips =
    prompts?.prompts?.length && isBotDm(channel) && !root
      ? h(
          "div",
          { class: "prompts", data: { testid: "prompts" } },
          prompts.title ? h("span", { class: "prompts-title" }, prompts.title) : null,
          ...prompts.prompts.map((p) =>
            h(
              "button",
              {
                type: "button",
                class: "chip",
                data: { testid: "prompt" },
                title: p.message,
                on: {
                  click: () => {
                    continueIn(channel, null);
                    write.send(p.message);
                  },
                },
              },
              p.title,
            ),
          ),
        )
      : null;
  const words = (title || first?.text || "this conversation").replace(/<[^>]*>/g, "").slice(0, 70);
  const bar = root
    ? h(
        "div",
        { class: "continuing", data: { testid: "continuing" } },
        icon("reply", 14),
        h("span", {}, "Continuing ", h("em", {}, words)),
        h(
          "button",
          {
            type: "button",
            class: "text-button",
            data: { testid: "new-conversation" },
            on: {
              click: () => {
                continueIn(channel, null);
                write.focus();
              },
            },
          },
          icon("plus", 14),
          "New conversation",
        ),
      )
    : null;
  replace(above, chips, bar);
}
