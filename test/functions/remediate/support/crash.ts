import type { Ports } from '../../../../functions/remediate/ports';

/** What Step Functions makes of a function whose process has died. */
export const DIED = Object.assign(new Error('The process has died.'), { name: 'Lambda.Unknown' });

const CHANGES: readonly (readonly [port: keyof Ports, methods: readonly string[]])[] = [
  ['table', ['insert', 'update']],
  ['lambda', ['replaceVariables', 'publish', 'moveAlias']],
];

/** Ports of a function that dies right after the n-th thing it changes in the world, from 1. Nothing works afterwards. */
export function dyingAfter(ports: Ports, changes: number): { ports: Ports; died: () => boolean } {
  let done = 0;
  const died = () => done >= changes;
  const alive = () => {
    if (died()) throw DIED;
  };
  const change = () => {
    done += 1;
    alive();
  };
  const watched = CHANGES.map(([port, methods]) => [port, watch(ports[port], methods, alive, change)] as const);
  return {
    ports: {
      ...ports,
      ...Object.fromEntries(watched),
      notify: async (notification) => {
        alive();
        await ports.notify(notification);
        change();
      },
    },
    died,
  };
}

function watch<Port extends object>(
  port: Port,
  methods: readonly string[],
  alive: () => void,
  change: () => void,
): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]) => {
        alive();
        const result: unknown = await member.apply(target, parameters);
        if (methods.includes(String(name))) change();
        return result;
      };
    },
  });
}
