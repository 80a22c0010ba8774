import { useEffect, useRef } from 'react';

/**
 * Keys that do something wherever one is, but not while one writes or a dialog is open.
 * @param map by key, or two keys one after the other: `g w`
 */
export function useShortcuts(map: Record<string, () => void>): void {
  const now = useRef(map);
  useEffect(() => {
    now.current = map;
  });
  useEffect(() => {
    let before = '';
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const work = now.current[`${before} ${event.key}`] ?? now.current[event.key];
      before = event.key;
      if (work === undefined) return;
      event.preventDefault();
      work();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
