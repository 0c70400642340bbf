const { transformSync } = require('esbuild');

module.exports = {
  process(source, sourcefile) {
    const { code, map } = transformSync(source, {
      sourcefile,
      loader: sourcefile.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      // Jest's modules know require only.
      supported: { 'dynamic-import': false },
      sourcemap: 'both',
      sourcesContent: false,
    });
    return { code, map };
  },
};
