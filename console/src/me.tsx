import { useQuery } from '@tanstack/react-query';
import { type ReactNode, createContext, use, useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { type Me, api, statusOf } from './api.ts';
import { session } from './session.ts';
import { useText } from './text.tsx';
import { ProblemNote } from './ui/notes.tsx';
import { Waiting } from './ui/waiting.tsx';

const Context = createContext<Me | null>(null);

/** Who is signed in, as the API says it. */
export const meQuery = { queryKey: ['me'], queryFn: api.me };

/** Whoever is signed in. */
export function useMe(): Me {
  const me = use(Context);
  if (me === null) throw new Error('nobody is signed in');
  return me;
}

export const hasRole = (me: Me, ...roles: string[]): boolean => roles.some((role) => me.roles.includes(role));

/** Shows its children to whoever is signed in, and leads everybody else to the sign-in and back here. */
export function SignedIn({ children }: { children: ReactNode }) {
  const place = useLocation();
  const { suggest } = useText();
  const mayAsk = session.mayAsk();
  const { data, error } = useQuery({ ...meQuery, enabled: mayAsk });
  const locale = data?.locale;
  useEffect(() => {
    if (locale !== undefined) suggest(locale);
  }, [locale, suggest]);
  if (!mayAsk || statusOf(error) === 401) {
    const returnTo = `${place.pathname}${place.search}`;
    return <Navigate to={`/sign-in?${new URLSearchParams({ returnTo }).toString()}`} replace />;
  }
  if (data) return <Context value={data}>{children}</Context>;
  return error ? <ProblemNote problem={error} /> : <Waiting />;
}
