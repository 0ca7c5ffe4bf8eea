/** The mark of a network: the same wherever the router is the same, and nothing of it can be read. */
import { expect, test, vi } from 'vitest';
import { networkMark } from '../../../electron/studio/surroundings.ts';

vi.mock('electron', () => ({ powerMonitor: {} }));

type Interfaces = NonNullable<Parameters<typeof networkMark>[0]>;

const loopback = [
  { address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '', internal: true, cidr: null },
] satisfies Interfaces[string];

function within(address: string, netmask = '255.255.255.0'): Interfaces {
  const own = { address, netmask, family: 'IPv4', mac: '', internal: false, cidr: null } as const;
  const local = {
    address: `2001:db8::${address.split('.').at(-1)}`,
    netmask: 'ffff:ffff:ffff:ffff::',
    family: 'IPv6',
    mac: '',
    internal: false,
    cidr: null,
    scopeid: 0,
  } as const;
  return { lo: loopback, wlan0: [own, local] };
}

const router = ['192.168.1.1'];

test('another address in the same network has the same mark', () => {
  expect(networkMark(within('192.168.1.7'), router)).toBe(networkMark(within('192.168.1.200'), router));
  expect(networkMark(within('192.168.1.7'), router)).toMatch(/^[\da-f]{16}$/u);
});

test('another network, another size of it or another resolver has another', () => {
  const marks = [
    networkMark(within('192.168.1.7'), router),
    networkMark(within('192.168.2.7'), router),
    networkMark(within('192.168.1.7', '255.255.0.0'), router),
    networkMark(within('192.168.1.7'), ['10.0.0.1']),
  ];
  expect(new Set(marks).size).toBe(4);
});

test('no network has none', () => {
  expect(networkMark({ lo: loopback }, router)).toBe('');
  expect(networkMark({}, [])).toBe('');
});
