/* global document */
import { byId, get, make, post } from './dom.js';
import { accountsOf, mailOf } from './mail.js';

/** More boxes than this help nobody. */
const MOST_SHOWN = 40;
const ABSENT = 'The simulated tenants are not running here.';

/** Reads the tenants' state again and shows it. */
export async function refreshTenants() {
  const state = await get('/control/state').catch((error) => ({ failure: error.message }));
  const tenants = Array.isArray(state?.tenants) ? state.tenants : [];
  const target = byId('tenants');
  if (tenants.length === 0) {
    target.replaceChildren(make('p', { class: 'hint', text: ABSENT }));
    return;
  }
  offer(tenants);
  const faults = Array.isArray(state.faults) ? state.faults : [];
  const shown = mostTelling(tenants).slice(0, MOST_SHOWN);
  const left = tenants.length - shown.length;
  const more = left > 0 ? [make('p', { class: 'hint', text: `And ${left} more.` })] : [];
  target.replaceChildren(...faultsOf(faults), ...shown.map(tenantOf), ...more);
}

/** Makes the story buttons work. */
export function startStories() {
  for (const button of document.querySelectorAll('[data-story]')) {
    button.addEventListener('click', () => tell(button));
  }
}

async function tell(button) {
  const tenantId = byId('story-tenant').value;
  const result = byId('story-result');
  button.disabled = true;
  try {
    const kind = button.dataset.with === 'kind' ? { kind: byId('story-kind').value } : {};
    const where = tenantId === '' ? {} : { tenantId };
    await post(`/control/story/${button.dataset.story}`, { ...where, ...kind });
    result.textContent = `Done: ${button.textContent.trim()}.`;
  } catch (error) {
    result.textContent = `That did not work: ${error.message}`;
  } finally {
    button.disabled = false;
    button.focus();
  }
  await refreshTenants();
}

function offer(tenants) {
  const select = byId('story-tenant');
  const wanted = ['', ...tenants.map(({ tenantId }) => tenantId)];
  const present = [...select.options].map(({ value }) => value);
  if (wanted.join() === present.join()) return;
  select.replaceChildren(
    make('option', { value: '', text: 'The first that fits' }),
    ...tenants.map(({ tenantId, displayName }) =>
      make('option', { value: tenantId, text: displayName ?? tenantId }),
    ),
  );
}

/** Of many tenants those first in which something is the matter; of few, the order that people know. */
function mostTelling(tenants) {
  if (tenants.length <= MOST_SHOWN) return tenants;
  const telling = tenants.filter((tenant) => forwardsOf(tenant).length > 0 || !consentOf(tenant));
  return [...telling, ...tenants.filter((tenant) => !telling.includes(tenant))];
}

/** Consent as one word, whether it is told for the tenant or for each app. */
function consentOf({ consent, consents }) {
  const states = consents === undefined ? [consent] : Object.values(consents);
  return states.length > 0 && states.every((state) => state === true || state === 'granted');
}

/** Forwards under the control service's own names or under Exchange's. */
function forwardsOf({ forwards, forwarding }) {
  const rows = forwards ?? forwarding;
  if (!Array.isArray(rows)) return [];
  return rows.map((row) => ({
    mailbox: String(row.mailbox ?? row.UserPrincipalName ?? ''),
    to: [
      row.forwardingSmtpAddress ?? row.ForwardingSmtpAddress,
      row.forwardingAddress ?? row.ForwardingAddress,
    ].filter(Boolean),
    keepsCopy: (row.deliverToMailboxAndForward ?? row.DeliverToMailboxAndForward) === true,
  }));
}

function tenantOf(tenant) {
  const { tenantId, displayName, domains } = tenant;
  const given = consentOf(tenant);
  const box = make('section', { class: 'tenant', data: { tenantId: tenantId ?? '' } });
  const title = make('h3', { text: displayName ?? tenantId ?? 'Tenant' });
  title.append(
    make('span', {
      class: given ? 'state good' : 'state bad',
      text: given ? 'Consent given' : 'No consent',
    }),
  );
  box.append(title, make('p', { class: 'hint', text: textList(domains) }));
  const rows = forwardsOf(tenant);
  if (rows.length === 0) box.append(make('p', { text: 'No mailbox forwards.' }));
  else box.append(make('ul', { class: 'forwards', children: rows.map(forwardOf) }));
  box.append(...mailOf(tenant), ...accountsOf(tenant));
  return box;
}

function forwardOf({ mailbox, to, keepsCopy }) {
  const row = make('li', { data: { mailbox } });
  row.append(
    make('span', { class: 'address', text: mailbox }),
    make('span', { class: 'hint', text: 'forwards to' }),
    make('span', { class: 'address', text: to.map(String).join(', ') }),
  );
  if (keepsCopy) row.append(make('span', { class: 'hint', text: 'keeps a copy' }));
  return row;
}

function faultsOf(faults) {
  if (faults.length === 0) return [];
  const items = faults.map((fault) =>
    make('li', { text: String(fault?.name ?? fault?.fault ?? fault) }),
  );
  return [make('h3', { text: 'Faults in force' }), make('ul', { children: items })];
}

function textList(value) {
  return Array.isArray(value) ? value.map(String).join(', ') : '';
}
