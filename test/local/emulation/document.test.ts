import { readFileSync } from 'node:fs';
import { emulationDocument } from '../../../scripts/emulation/document';

test('local/EMULATION.md is what the code says: npm run --silent emulation > local/EMULATION.md', async () => {
  expect(readFileSync('local/EMULATION.md', 'utf8')).toBe(await emulationDocument());
});
