import { globSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { defineConfig } from 'vitepress'
import { LIBRARIES } from '../src/api.ts'
import { ROOT } from '../src/generate.ts'
import { anchorOf } from '../src/links.ts'
import { fitMarkdown } from '../src/markdown.ts'
import { PAGE_GLOBS, REPOSITORY, placeOf } from '../src/places.ts'
import { GUIDE, messages, reference } from '../src/sidebar.ts'

const PAGES = new Map(
  globSync(PAGE_GLOBS, { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .flatMap((file) => {
      const place = placeOf(file)
      return place === undefined ? [] : [[file, `${place}.md`] as const]
    }),
)
const FILES = new Map<string, string>([...PAGES].map(([file, page]) => [page, file]))
const PACKAGES = [...PAGES.values()]
  .flatMap((page) => /^packages\/(.+)\.md$/.exec(page)?.[1] ?? [])
  .toSorted()
const SCHEMAS = globSync('docs/schemas/*.schema.json', { cwd: ROOT })
  .map((file) => basename(file, '.schema.json'))
  .toSorted()
const REFERENCE = reference(SCHEMAS, PACKAGES, LIBRARIES)
const DESCRIPTION =
  'The release kit for Python software: bytecode by a written policy, reproducible tarballs, and GitHub Releases that anyone can verify.'

export default defineConfig({
  title: 'Exuvia',
  description: DESCRIPTION,
  lang: 'en-GB',
  base: '/exuvia/',
  srcDir: relative(join(import.meta.dirname, '..'), ROOT),
  // Markdown files that are no pages.
  srcExclude: [
    'README.md',
    '{apps,packages,runtimes,examples}/*/!(README).md',
    '{apps,packages,runtimes,examples}/*/*/**',
    '{bench,tools/!(site)}/**',
  ],
  rewrites: Object.fromEntries(PAGES),
  outDir: process.env['EXUVIA_SITE_OUT'] ?? join(import.meta.dirname, '../dist'),
  cleanUrls: true,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/exuvia/icon.svg' }],
    ['meta', { name: 'theme-color', content: '#0b6b4f' }],
  ],
  vite: {
    publicDir: join(import.meta.dirname, '../public'),
    // The index of the search is a file of 1.5 MB, which a page loads when somebody searches.
    build: { chunkSizeWarningLimit: 3000 },
  },
  markdown: {
    anchor: { slugify: anchorOf },
    config: (md) => fitMarkdown(md, (page) => FILES.get(page) ?? page),
  },
  themeConfig: {
    logo: { src: '/icon.svg', alt: '' },
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guide', activeMatch: '^/(guide|start|commands|configuration)' },
      { text: 'Messages', link: '/messages/', activeMatch: '^/messages/' },
      { text: 'Reference', link: '/options', activeMatch: '^/(options|schemas|api|packages)' },
    ],
    sidebar: {
      '/messages/': messages(readFileSync(join(ROOT, 'docs/messages/README.md'), 'utf8')),
      '/options': REFERENCE,
      '/schemas/': REFERENCE,
      '/api/': REFERENCE,
      '/packages/': REFERENCE,
      '/': GUIDE,
    },
    outline: { level: [2, 3] },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { text: 'Change this page', pattern: `${REPOSITORY}/edit/main/:path` },
    externalLinkIcon: true,
    footer: { message: 'Apache-2.0', copyright: '' },
  },
})
