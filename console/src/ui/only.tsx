import type { ReactNode } from 'react';
import { useMe } from '../me.tsx';
import { NotForYou } from './notes.tsx';

/** A page for those who may call an operation of the API at all; everybody else is told that it is not for them. */
export function Only({ may, children }: { may: string; children: ReactNode }) {
  const me = useMe();
  return me.permissions.includes(may) ? children : <NotForYou />;
}
