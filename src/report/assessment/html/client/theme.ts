const KEY = 'bulwark-theme';
const themes = ['system', 'light', 'dark'] as const;

/** The reader's choice beats the system's, and is kept where the browser lets a file keep something. */
export function startTheme(button: HTMLElement): void {
  let at = Math.max(
    0,
    themes.findIndex((theme) => theme === kept()),
  );
  const set = (): void => {
    const theme = themes[at] ?? 'system';
    document.documentElement.dataset['theme'] = theme;
    button.textContent = theme === 'system' ? 'theme' : theme;
    button.setAttribute('aria-label', `Theme: ${theme}`);
  };
  button.addEventListener('click', () => {
    at = (at + 1) % themes.length;
    keep(themes[at] ?? 'system');
    set();
  });
  set();
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // a browser that keeps nothing for files: the choice holds until the page is closed
  }
}
