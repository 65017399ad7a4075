const wrapperHosts =
  /(?:^|\.)safelinks\.protection\.(?:outlook\.com|office365\.us|outlook\.cn)$|^(?:statics\.teams\.cdn\.office\.net|outlook\.office\.com)$/;
const deepest = 5;
const longest = 16 * 1024;

/**
 * The address that Safe Links wrapped, through several layers. The wrapper's own query holds the recipient's address and
 * the tenant's id (Microsoft Learn: "Safe Links in Microsoft Defender for Office 365"), so a wrapper that can't be
 * undone keeps nothing but its host.
 */
export function withoutSafeLinks(raw: string): string {
  let url = raw;
  for (let layer = 0; layer < deepest; layer += 1) {
    const wrapper = wrapperOf(url);
    if (wrapper === undefined) return url;
    const target = wrapper.searchParams.get('url');
    if (target === null || target === '') return `${wrapper.origin}/`;
    url = target;
  }
  const wrapper = wrapperOf(url);
  return wrapper === undefined ? url : `${wrapper.origin}/`;
}

function wrapperOf(url: string): URL | undefined {
  const text = url.replaceAll('&amp;', '&');
  if (text.length > longest || !URL.canParse(text)) return undefined;
  const parsed = new URL(text);
  if (!wrapperHosts.test(parsed.hostname)) return undefined;
  const plain = /(?:^|\.)safelinks\.protection\./.test(parsed.hostname);
  return plain || /safelink/i.test(parsed.pathname) ? parsed : undefined;
}
