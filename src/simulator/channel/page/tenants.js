/* global document */
import { byId, get, make, post } from './dom.js';

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
  target.replaceChildren(...tenants.map(tenantOf), ...faultsOf(faults));
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
    await post(`/control/story/${button.dataset.story}`, tenantId === '' ? {} : { tenantId });
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
    make('option', { value: '', text: 'The usual one' }),
    ...tenants.map(({ tenantId, displayName }) =>
      make('option', { value: tenantId, text: displayName ?? tenantId }),
    ),
  );
}

function tenantOf({ tenantId, displayName, domains, consent, forwards }) {
  const given = consent === true || consent === 'granted' || consent === 'given';
  const box = make('section', { class: 'tenant', data: { tenantId: tenantId ?? '' } });
  const title = make('h3', { text: displayName ?? tenantId ?? 'Tenant' });
  title.append(
    make('span', {
      class: given ? 'state good' : 'state bad',
      text: given ? 'Consent given' : 'No consent',
    }),
  );
  box.append(title, make('p', { class: 'hint', text: textList(domains) }));
  const rows = Array.isArray(forwards) ? forwards : [];
  if (rows.length === 0) box.append(make('p', { text: 'No mailbox forwards.' }));
  else box.append(make('ul', { class: 'forwards', children: rows.map(forwardOf) }));
  return box;
}

function forwardOf(forward) {
  const { mailbox, forwardingSmtpAddress, forwardingAddress } = forward;
  const row = make('li', { data: { mailbox: String(mailbox ?? '') } });
  const to = [forwardingSmtpAddress, forwardingAddress].filter(Boolean).map(String).join(', ');
  row.append(
    make('span', { class: 'address', text: String(mailbox ?? '') }),
    make('span', { class: 'hint', text: 'forwards to' }),
    make('span', { class: 'address', text: to }),
  );
  if (forward.deliverToMailboxAndForward === true) {
    row.append(make('span', { class: 'hint', text: 'keeps a copy' }));
  }
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
