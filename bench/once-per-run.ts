import type { Servers } from './servers.ts';

/** What several benchmarks of a run share: made for the first that asks, for each size; the servers' end is its end. */
export function oncePerRun<T>(
  make: (servers: Servers, size: number) => Promise<T>,
): (servers: Servers, size: number) => Promise<T> {
  const made = new WeakMap<Servers, Map<number, Promise<T>>>();
  return (servers, size) => {
    const sizes = made.get(servers) ?? new Map<number, Promise<T>>();
    made.set(servers, sizes);
    const one = sizes.get(size) ?? make(servers, size);
    sizes.set(size, one);
    return one;
  };
}
