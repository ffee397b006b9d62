/** What everything in `content/` is once it is read, and once it is joined. */
import type { Body, Part } from './mdx.ts';
import { pageFolders, type Kind, type PageFolder, type PageKind } from './kinds.ts';
import type {
  CaseData,
  CauseData,
  ClaimData,
  Evidence,
  FieldReport,
  GuideData,
  Limit,
  MessageData,
  PageData,
  ReferenceData,
  SignsData,
  Source,
  StackData,
} from './schemas.ts';

/** A page as it was read: its data and its body. */
export interface Entry<Data> {
  /** Path from the project's root, for error sentences. */
  file: string;
  data: Data;
  body: Body;
}

/** A case as it was read. */
export interface CaseEntry {
  file: string;
  data: CaseData;
  /** The broken and the fixed file. */
  texts: { broken: string; fixed: string };
  /** The parts of them that a page shows. */
  shown: { broken: string; fixed: string };
  evidence: Evidence;
  /** What was observed with the programs of Debian's unstable suite, where that has some of the case's own. */
  currentEvidence?: Evidence;
}

/** The signs of a cause as they were read. */
export interface SignsEntry {
  file: string;
  slug: string;
  data: SignsData;
}

/** The pages as they were read, by their folders. */
export type PageEntries = { [K in PageKind as (typeof pageFolders)[K]]: Entry<PageData<K>>[] };

/** Everything in `content/` as it was read. */
export interface Entries extends PageEntries {
  signs: SignsEntry[];
  reports: FieldReport[];
  cases: CaseEntry[];
}

/** Kind of what has a slug → its folder in `content/`, and its name in the graph. */
export const folders = { ...pageFolders, case: 'cases' } as const satisfies Record<Kind, string>;

/** The pages of all kinds. */
export const pagesOf = (entries: PageEntries) =>
  Object.values(pageFolders).flatMap<Page>((folder) => entries[folder]);

type Page = Entries[PageFolder][number];

/** A fix on a cause's page. */
export interface Fix {
  /** Slug of the stack that is repaired. */
  stack: string;
  /** Slug of the case that ran it, if one did. */
  case?: string;
  /** Otherwise the id of the source that states it. */
  source?: string;
  /** What the page says of it. */
  parts: readonly Part[];
}

/** A case with its files and what was observed. */
export type Case = CaseData & Pick<CaseEntry, 'texts' | 'shown' | 'evidence' | 'currentEvidence'>;
export type Stack = StackData & {
  /** Causes whose page has a fix for this stack. */
  causes: Cause[];
  cases: Case[];
};
export type Cause = CauseData & {
  /** How it is found: what it leaves behind, and how people write about it. */
  found: SignsData;
  cases: Case[];
  /** Messages that can mean this cause. */
  messages: MessageData[];
  /** Claims that people with this cause meet. */
  claims: ClaimData[];
  /** Guides that name it. */
  guides: GuideData[];
  /** The fixes on its page, in the order of the page. */
  fixes: Fix[];
};

/** A limit of a stack, with the source that states it. */
export type StackLimit = Limit & { stack: StackData; stated: Source };

/** Everything in `content/`, checked and joined. */
export interface Knowledge {
  causes: ReadonlyMap<string, Cause>;
  /** Reports of users with their confirmed causes. */
  reports: readonly FieldReport[];
  messages: ReadonlyMap<string, MessageData>;
  stacks: ReadonlyMap<string, Stack>;
  claims: ReadonlyMap<string, ClaimData>;
  guides: ReadonlyMap<string, GuideData>;
  reference: ReadonlyMap<string, ReferenceData>;
  cases: ReadonlyMap<string, Case>;
  limits: readonly StackLimit[];
  /** The body of a page with the limits that it quotes, by collection and slug, as in `causes/proxy-idle-timeout`. */
  bodies: ReadonlyMap<string, Body>;
}
