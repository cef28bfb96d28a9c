// Modals: a stack of up to three views in one dialog, with errors, a busy state and updates that keep what was typed.

import { closeView, submitView } from "./api.js";
import { collect } from "./blocks/actions.js";
import { renderBlocks } from "./blocks/index.js";
import { problems, showError } from "./blocks/inputs.js";
import { h, iconButton, replace } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { state } from "./store.js";
import { toast } from "./toast.js";

const WAIT_FOR_PUSH = 700;
const form = h("form", {
  class: "modal-form",
  novalidate: true,
  on: {
    submit: (e) => {
      e.preventDefault();
      submit();
    },
  },
});
const dialog = h(
  "dialog",
  {
    class: "dialog modal",
    data: { testid: "modal" },
    on: {
      cancel: (e) => {
        e.preventDefault();
        dismiss();
      },
    },
  },
  form,
);
document.body.append(dialog);
let typed = new Map();
let version = 0;

const top = () => state.modals.at(-1);

/** Applies a live event about views. */
export function takeView(event) {
  version += 1;
  keepTyped();
  const { view } = event;
  if (event.type === "view_open") state.modals = [view];
  else if (event.type === "view_push" && !state.modals.some((v) => v.id === view.id)) state.modals = [...state.modals, view].slice(-3);
  else if (event.type === "view_update" || event.type === "view_push") {
    const at = state.modals.findIndex((v) => v.id === view.id);
    if (at < 0) return;
    state.modals = state.modals.map((v, i) => (i === at ? view : v));
  } else if (event.type === "view_close") {
    const at = state.modals.findIndex((v) => v.id === event.view_id);
    if (event.clear || !event.view_id) state.modals = [];
    else if (at >= 0) state.modals = state.modals.slice(0, at);
  }
  draw();
}

/** After a reload or a reconnect: the modals that the server still holds open for this person. */
export function takeViews(views) {
  const ids = (list) => list.map((v) => `${v.id}${v.hash}`).join();
  if (ids(views) === ids(state.modals)) return;
  version += 1;
  keepTyped();
  state.modals = views;
  draw();
}

function keepTyped() {
  const view = top();
  if (view && form.isConnected) typed.set(view.id, collect(form));
}

function draw() {
  const view = top();
  if (!view) {
    if (dialog.open) dialog.close();
    form.replaceChildren();
    typed = new Map();
    return;
  }
  const before = typed.get(view.id) || {};
  const ctx = { container: { type: "view", view_id: view.id }, root: () => form, initial: (block, action) => before[block]?.[action] };
  const words = (o, otherwise) => o?.text ?? o ?? otherwise;
  const nested = state.modals.length > 1;
  const focusId = document.activeElement?.dataset?.actionId;
  dialog.dataset.viewId = view.id;
  dialog.setAttribute("aria-label", words(view.title, "Dialog"));
  replace(
    form,
    h(
      "header",
      { class: "dialog-head" },
      nested ? iconButton("left", "Back", dismiss) : null,
      h("h2", { data: { testid: "modal-title" } }, ...plain(words(view.title, ""))),
      iconButton("close", "Close", dismiss, { data: { testid: "modal-x" } }),
    ),
    h("div", { class: "dialog-body blocks" }, ...renderBlocks(view.blocks, ctx)),
    h(
      "footer",
      { class: "dialog-foot" },
      h(
        "button",
        { type: "button", class: "btn", data: { testid: "modal-close" }, on: { click: dismiss } },
        ...plain(words(view.close, "Close")),
      ),
      view.submit
        ? h(
            "button",
            { type: "submit", class: "btn btn-primary", data: { testid: "modal-submit" } },
            h("span", { class: "btn-label" }, ...plain(words(view.submit, "Submit"))),
          )
        : null,
    ),
  );
  if (!dialog.open) dialog.showModal();
  const again = focusId && [...form.querySelectorAll("[data-action-id]")].find((n) => n.dataset.actionId === focusId);
  const first =
    form.querySelector("[autofocus]") ||
    form.querySelector(".dialog-body input, .dialog-body select, .dialog-body textarea, .dialog-body button");
  (again || first || form.querySelector(".dialog-foot .btn:last-child"))?.focus();
}

function dismiss() {
  const view = top();
  if (!view) return;
  keepTyped();
  state.modals = state.modals.slice(0, -1);
  draw();
  closeView(view.id).catch((e) => toast(e.message, "error"));
}

function show(errors) {
  let first = null;
  const general = [];
  for (const node of form.querySelectorAll(".block-input")) showError(node, "");
  for (const [block, message] of Object.entries(errors)) {
    const node = [...form.querySelectorAll(".block-input")].find((n) => n.dataset.blockId === block);
    if (!node) {
      general.push(message);
      continue;
    }
    showError(node, message);
    first ||= node;
  }
  if (general.length) toast(general.join(" "), "error");
  first?.querySelector("input,select,textarea,button")?.focus();
}

function busy(on) {
  form.classList.toggle("busy", on);
  const button = form.querySelector("[type=submit]");
  if (button) {
    button.disabled = on;
    button.classList.toggle("pending", on);
  }
}

async function submit() {
  const view = top();
  if (!view || form.classList.contains("busy")) return;
  const wrong = problems(form);
  if (Object.keys(wrong).length) {
    show(wrong);
    return;
  }
  const seen = version;
  busy(true);
  try {
    const answer = await submitView(view.id, collect(form));
    if (answer.errors && Object.keys(answer.errors).length) show(answer.errors);
    else if (answer.ok === false)
      toast(
        { operation_timeout: "Jorge did not answer in time. Your entries are still here." }[answer.error] ||
          `That did not work: ${answer.error}`,
        "error",
      );
    else await settle(view, seen);
  } catch (error) {
    toast(error.message, "error");
  }
  busy(false);
}

/** The server pushes what follows a submit (close, update, push); if it pushes nothing, the view is done. */
async function settle(view, seen) {
  const end = Date.now() + WAIT_FOR_PUSH;
  while (version === seen && Date.now() < end) await new Promise((r) => setTimeout(r, 25));
  if (version === seen && top()?.id === view.id) {
    state.modals = state.modals.slice(0, -1);
    draw();
  }
}
