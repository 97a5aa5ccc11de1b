interface OtherHostLinkProps {
  readonly url: string | undefined;
  readonly text: string;
}

/**
 * A link that shows where it leads, and tells the other side nothing about where it was. Only the text, if the address
 * is none of the web.
 */
export function OtherHostLink({ url, text }: OtherHostLinkProps) {
  const address = URL.parse(url ?? "");
  if (!address || !/^https?:$/.test(address.protocol)) return <>{text}</>;
  return (
    <>
      <a href={address.href} target="_blank" rel="noopener noreferrer">
        {text}
      </a>
      {!text.includes(address.host) && <span class="host"> ({address.host})</span>}
    </>
  );
}
