import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local, shared, multicast, reserved nor a way
 * around these (IPv4 inside of IPv6). What is not known to be public is not.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast';
}
