/** A string literal of OData: quotes doubled (OData 4.01, URL Conventions, section 5.1.1.6.1). Not yet encoded for a URL. */
export function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
