import { type PointerEvent as Pressed, useEffect, useRef, useState } from 'react';

/** So far a pointer moves before it drags: less is a click, or a finger that trembles. */
const BEGINS_AT_PX = 6;

interface Drag<T> {
  what: T;
  x: number;
  y: number;
  /** `data-drop` of what is below the pointer; null: nothing that takes it */
  over: string | null;
}

/**
 * Drags by the pointer (mouse, pen or finger) onto elements that carry `data-drop`. Whatever is to be dragged by a finger needs
 * `touch-action: none`, or the page scrolls instead. Escape leaves everything as it was.
 * @param onDrop what was dragged, and the `data-drop` that took it
 * @returns what is being dragged now, and what begins it (of onPointerDown)
 */
export function useDrag<T>(onDrop: (what: T, onto: string) => void) {
  const [drag, setDrag] = useState<Drag<T> | null>(null);
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);
  const begin = (pressed: Pressed, what: T) => {
    if (pressed.button !== 0) return;
    stop.current();
    const listening = new AbortController();
    const { signal } = listening;
    let now: Drag<T> | null = null;
    const end = () => {
      listening.abort();
      setDrag(null);
    };
    stop.current = () => listening.abort();
    const isMine = (event: PointerEvent) => event.pointerId === pressed.pointerId;
    const move = (event: PointerEvent) => {
      const { clientX: x, clientY: y } = event;
      const moved = Math.hypot(x - pressed.clientX, y - pressed.clientY);
      if (!isMine(event) || (now === null && moved < BEGINS_AT_PX)) return;
      const below = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop]');
      now = { what, x, y, over: below?.dataset.drop ?? null };
      setDrag(now);
    };
    const drop = (event: PointerEvent) => {
      if (!isMine(event)) return;
      const onto = now?.over ?? null;
      end();
      if (onto !== null) onDrop(what, onto);
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') end();
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', drop, { signal });
    window.addEventListener('pointercancel', end, { signal });
    window.addEventListener('keydown', leave, { signal });
  };
  return { drag, begin };
}
