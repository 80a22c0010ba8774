import ipaddr from 'ipaddr.js';

/** All of IPv6 that is given out for the public internet (RFC 4291, IANA); beside it lie other ways to IPv4, as `::7f00:1`. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet: neither private, loopback, link-local, shared, multicast, reserved nor a way
 * around these (IPv4 inside of IPv6). What is not known to be public is not.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (!(parsed instanceof ipaddr.IPv6) || parsed.match(GIVEN_OUT));
}
