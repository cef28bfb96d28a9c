// Light or dark: the system's choice until the person chooses.

const KEY = "desk.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const isDark = () => (kept() || (dark.matches ? "dark" : "light")) === "dark";

export function applyTheme() {
  if (kept()) document.documentElement.dataset.theme = kept();
  else delete document.documentElement.dataset.theme;
}

export function flipTheme() {
  const next = isDark() ? "light" : "dark";
  try {
    if ((next === "dark") === dark.matches) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    /* private window: the choice lasts as long as the page */
  }
  document.documentElement.dataset.theme = next;
}
