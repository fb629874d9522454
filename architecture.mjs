/**
 * Who may call whom. This is the only list: the boundary rules are generated from it
 * (tests/architecture), and the folders of src/ must be the ones named here.
 *
 * `layers` reads downwards: a layer may import the layers named on its right.
 * `chapters` refines the chapter layer: a chapter may import the `index.ts` of the chapters on its
 * right and nothing else of them. Every chapter may import any chapter's `facts.ts` (facts go up).
 */
export const layers = {
  kernel: [],
  regulation: ['kernel'],
  registers: ['regulation', 'kernel'],
  gateways: ['kernel'],
  chapters: ['registers', 'regulation', 'kernel', 'gateways'],
  app: ['chapters', 'registers', 'regulation', 'gateways', 'kernel'],
};

export const chapters = {
  general: [],
  finance: [],
  logistics: [],
  sales: ['finance', 'logistics'],
  service: ['sales', 'logistics'],
  operations: ['sales', 'service', 'finance'],
  people: ['sales', 'service', 'finance'],
};

/** The sections of each chapter: a folder a subject, never a number. */
export const sections = {
  general: [],
  sales: ['research', 'leads', 'negotiation', 'orders', 'after-sales', 'customers', 'mails', 'mail-intake'],
  service: ['reception', 'issues', 'relations'],
  operations: ['stores', 'campaigns', 'insight'],
  logistics: ['carriers', 'purchasing', 'transport', 'settlement'],
  finance: ['receipts', 'expenses', 'statements', 'ledger', 'refunds'],
  people: ['hiring', 'performance', 'incentives'],
};

/** Nouns that every chapter shares and none owns. A register may import another register's index.ts only as listed. */
export const registers = {
  company: [],
  customers: ['company'],
  products: ['company'],
};

/** Files of src/ that the web may import: contracts, facts' types, and plain values of the kernel. */
export const webMayImport = [
  'src/**/contract.ts',
  'src/kernel/http/contract.ts',
  'src/kernel/words.ts',
  'src/kernel/money.ts',
  'src/kernel/posts.ts',
  'src/kernel/schemas.ts',
  'src/kernel/issue-words.ts',
];
