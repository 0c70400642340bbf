import { BlockList, isIP } from 'node:net';
import { invalidPattern } from './pattern-reader';

/** Addresses of IPv4 or IPv6, each matched by a block of its own family. @throws InvalidEventPatternException */
export function cidr(text: string): (value: unknown) => boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  if (!text.includes('/') || more.length > 0) throw invalidPattern("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(bits)) throw invalidPattern('Malformed CIDR, mask bits must be an integer');
  const mask = Number(bits);
  if (mask < 0) throw invalidPattern('Malformed CIDR, mask bits must not be negative');
  const family = isIP(address);
  if (family === 0) {
    const alike = /^(\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/.test(address);
    throw invalidPattern(`${alike ? 'Invalid' : 'Nonstandard'} IP address: ${address}`);
  }
  // A single address is no block: it is matched as the string that it is.
  if (family === 4 && mask > 31) throw invalidPattern('IPv4 mask bits must be < 32');
  if (mask > 127) throw invalidPattern('IPv6 mask bits must be < 128');
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, mask, kind);
  return (value) => typeof value === 'string' && isIP(value) === family && block.check(value, kind);
}
