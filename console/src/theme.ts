/** Dark or light: as the system says, unless the reader chose. */
export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const CHOICE = 'handover.theme';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(CHOICE);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(CHOICE, theme);
  showTheme(theme);
}
