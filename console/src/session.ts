/**
 * Who is signed in. At an identity provider the browser holds a session in a cookie that no script can read, and there is nothing to keep
 * here. In the demonstration a token is kept for this tab alone, so that two tabs can be two people; it ends with the tab.
 */

const TOKEN = 'handover.token';
const said = document.querySelector<HTMLMetaElement>('meta[name="handover-sign-in"]')?.content;
export const signIn = said === 'login' || said === 'none' ? said : 'demo';

type Listener = () => void;
const listeners = new Set<Listener>();

export const session = {
  token: (): string | null => (signIn === 'demo' ? sessionStorage.getItem(TOKEN) : null),
  /** demo: whether somebody was picked; else only the server knows */
  mayAsk: (): boolean => signIn !== 'demo' || session.token() !== null,
  keep(token: string): void {
    sessionStorage.setItem(TOKEN, token);
  },
  drop(): void {
    sessionStorage.removeItem(TOKEN);
  },
  /** The server no longer takes it: whoever listens leads to the sign-in and back. */
  expired(): void {
    session.drop();
    for (const listener of listeners) listener();
  },
  onExpired(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
