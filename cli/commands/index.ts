import type { Command } from '../command';
import { approve, deny } from './answer';
import { attest } from './attest';
import { audit } from './audit';
import { barrier } from './barrier';
import { incident } from './incident';
import { incidents } from './incidents';
import { ledger } from './ledger';
import { mode } from './mode';
import { pause } from './pause';
import { release } from './release';
import { resume } from './resume';
import { status } from './status';
import { undo } from './undo';

/** In the order of the help: look, then answer, then change. */
export const COMMANDS: readonly Command[] = [
  status,
  incidents,
  incident,
  ledger,
  audit,
  approve,
  deny,
  pause,
  resume,
  mode,
  undo,
  attest,
  release,
  barrier,
];
