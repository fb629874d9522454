import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * antd writes its styles into <style> elements, which a strict `style-src 'self'` refuses. All of it goes through one module of
 * its helper library; we put our own in its place, which keeps the same rules in constructed style sheets (allowed by the policy).
 */
function constructedStyleSheets(): Plugin {
  const theirs = /@rc-component[\\/]util[\\/](es|lib)[\\/]Dom[\\/]dynamicCSS\.js/;
  return {
    name: 'constructed-style-sheets',
    enforce: 'pre',
    load(id) {
      return theirs.test(id) ? `export * from ${JSON.stringify(here('web/ui/style-sheets.ts'))};` : null;
    },
  };
}

/** The libraries of the first page, split so that a release of ours does not make people load them again. */
const libraries: [name: string, test: RegExp][] = [
  ['react', /node_modules[\\/](react|react-dom|scheduler)[\\/]/],
  // What only some pages use comes with them: a group takes all of a library that any page needs.
  ['antd', /node_modules[\\/](?!.*[\\/](date-picker|time-picker|calendar|picker|upload|slider|steps|color-picker|tree|tree-select|cascader|image|progress)[\\/])(antd|@ant-design|@rc-component|dayjs|@babel|clsx|throttle-debounce|scroll-into-view-if-needed|compute-scroll-into-view)[\\/]/],
  ['data', /node_modules[\\/](@tanstack|zod)[\\/]/],
];

export default defineConfig({
  root: here('web'),
  plugins: [constructedStyleSheets(), react()],
  server: { proxy: { '/api': process.env['DIANZHANG_API'] ?? 'http://127.0.0.1:8080' }, fs: { allow: [here('.')] } },
  build: {
    outDir: here('dist/web'),
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2023',
    // A data: URL would need img-src/font-src data:, and small files are cached as well by their hash.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { main: here('web/index.html'), portal: here('web/portal.html') },
      output: {
        codeSplitting: { groups: libraries.map(([name, test]) => ({ name, test })) },
      },
    },
  },
});
