/**
 * What script adds to a page to read: copy buttons, the reader's own host and path in the examples, and the links
 * that carry a reader's case along. Nothing here is needed to read the page. Counted in the byte budget.
 */
import { offerCopy } from './copy.ts';
import { fillExamples, fillsOfEndpoint } from './fill-examples.ts';
import { plainEndpoint } from '../diagnosis/plain-endpoint.ts';

const carried = new URLSearchParams(location.hash.slice(1));
const endpoint = plainEndpoint(carried.get('endpoint') ?? '');

if (endpoint) fillExamples(document, fillsOfEndpoint(endpoint));

if (location.hash.includes('='))
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-carry]')) link.hash = location.hash;
if (endpoint)
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-carry-url]'))
    link.hash = `url=${encodeURIComponent(endpoint.text)}`;

const stack = carried.get('stack');
if (stack && /^[a-z0-9-]+$/.test(stack)) document.querySelector(`[data-stack="${stack}"]`)?.scrollIntoView();

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) offerCopy(button);
