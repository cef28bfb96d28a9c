// The rail and the sidebar: where one is, where one can go, whether Jorge is here.

import { avatar } from "./avatar.js";
import { h, icon, iconButton, replace } from "./dom.js";
import { state, unreadIn } from "./store.js";
import { flipTheme, isDark } from "./theme.js";

const rail = document.getElementById("rail");
const side = document.getElementById("sidebar");

export const bot = () =>
  state.users.get(state.bot.user_id) || { id: "bot", name: "Jorge", real_name: "Jorge", is_bot: true, color: "c2410c" };

export function drawer(open) {
  document.getElementById("app").classList.toggle("drawer-open", open);
}
document.getElementById("scrim").addEventListener("click", () => drawer(false));

function railButton(name, label, active, onClick, badge) {
  return h(
    "button",
    {
      type: "button",
      class: `rail-button${active ? " active" : ""}`,
      "aria-current": active ? "page" : null,
      on: { click: onClick },
      data: { testid: `rail-${name}` },
    },
    h("span", { class: "rail-icon" }, icon(name, 20), badge ? h("span", { class: "badge" }, badge) : null),
    h("span", {}, label),
  );
}

let railSig = "";
let sideSig = "";
const sigNow = () =>
  JSON.stringify([
    state.view,
    state.bot,
    isDark(),
    state.team,
    state.me,
    [...state.users.values()],
    [...state.channels.values()].map((c) => [c.id, c.name, unreadIn(c.id)]),
  ]);

export function drawRail({ go }) {
  if (railSig === (railSig = sigNow())) return;
  const im = [...state.channels.values()].find((c) => c.is_im);
  const room = [...state.channels.values()].find((c) => !c.is_im);
  const inIm = state.view.kind === "channel" && state.channels.get(state.view.id)?.is_im;
  const unreadRooms = [...state.channels.values()].filter((c) => !c.is_im).reduce((n, c) => n + unreadIn(c.id), 0);
  replace(
    rail,
    h("div", { class: "monogram", title: state.team.name }, initials(state.team.name)),
    railButton("home", "Home", state.view.kind === "home", () => go({ kind: "home" })),
    im ? railButton("chat", "Jorge", inIm, () => go({ kind: "channel", id: im.id }), unreadIn(im.id)) : null,
    room
      ? railButton("hash", "Channels", state.view.kind === "channel" && !inIm, () => go({ kind: "channel", id: room.id }), unreadRooms)
      : null,
    h("div", { class: "grow" }),
    iconButton(
      isDark() ? "sun" : "moon",
      isDark() ? "Light colours" : "Dark colours",
      () => {
        flipTheme();
        drawRail({ go });
      },
      { class: "rail-tool", data: { testid: "theme" } },
    ),
    h("span", { class: "rail-me", title: `${state.me.real_name} (you)` }, avatar(state.me)),
  );
}

const initials = (name) =>
  name
    .split(/[\s&.]+/)
    .filter(Boolean)
    .map((w) => w[0])
    .slice(0, 2)
    .join("");

function row({ active, unread, mark, label, note, testid, onClick, channel }) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `side-row${active ? " active" : ""}${unread ? " unread" : ""}`,
        "aria-current": active ? "page" : null,
        data: { testid, channel },
        on: { click: onClick },
      },
      h("span", { class: "side-mark" }, mark),
      h("span", { class: "side-label" }, label),
      note ? h("small", {}, note) : null,
      unread ? h("span", { class: "badge", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : unread) : null,
    ),
  );
}

const presence = (on) => h("span", { class: `presence${on ? " on" : ""}`, role: "img", "aria-label": on ? "online" : "away" });

export function drawSidebar({ go }) {
  if (sideSig === (sideSig = sigNow())) return;
  const b = bot();
  const visit = (view) => () => {
    drawer(false);
    go(view);
  };
  const inChannel = (id) => state.view.kind === "channel" && state.view.id === id;
  const channels = [...state.channels.values()];
  replace(
    side,
    h(
      "header",
      { class: "side-head" },
      h("h1", {}, state.team.name),
      h(
        "div",
        { class: "side-status", data: { testid: "bot-presence", connected: String(Boolean(state.bot.connected)) } },
        presence(state.bot.connected),
        state.bot.connected ? `${b.real_name} is here` : `${b.real_name} is away`,
      ),
    ),
    h(
      "div",
      { class: "side-scroll" },
      h("h2", {}, "Colleague"),
      h(
        "ul",
        {},
        ...channels
          .filter((c) => c.is_im)
          .map((c) =>
            row({
              active: inChannel(c.id),
              unread: unreadIn(c.id),
              mark: h("span", { class: "with-presence" }, avatar(b, "small"), presence(state.bot.connected)),
              label: b.real_name,
              testid: `channel-${c.id}`,
              channel: c.id,
              note: "app",
              onClick: visit({ kind: "channel", id: c.id }),
            }),
          ),
        row({
          active: state.view.kind === "home",
          mark: icon("home", 16),
          label: "Home",
          testid: "open-home",
          onClick: visit({ kind: "home" }),
        }),
      ),
      h("h2", {}, "Channels"),
      h(
        "ul",
        {},
        ...channels
          .filter((c) => !c.is_im)
          .map((c) =>
            row({
              active: inChannel(c.id),
              unread: unreadIn(c.id),
              mark: icon("hash", 16),
              label: c.name,
              testid: `channel-${c.id}`,
              channel: c.id,
              onClick: visit({ kind: "channel", id: c.id }),
            }),
          ),
      ),
      h("h2", {}, "People"),
      h(
        "ul",
        { class: "people" },
        ...[...state.users.values()]
          .filter((u) => !u.is_bot)
          .map((u) =>
            h(
              "li",
              { class: "side-person" },
              avatar(u, "small"),
              h("span", { class: "side-label" }, u.real_name),
              u.id === state.me.id ? h("small", {}, "you") : null,
            ),
          ),
      ),
    ),
    h(
      "footer",
      { class: "side-foot" },
      avatar(state.me, "small"),
      h("span", { class: "side-label" }, state.me.real_name),
      iconButton(isDark() ? "sun" : "moon", isDark() ? "Light colours" : "Dark colours", () => {
        flipTheme();
        drawSidebar({ go });
      }),
    ),
  );
}
