// The heading of a column of buttons: told to those alone who do not see them.
interface ActsHeaderProps {
  readonly children: string;
}

export function ActsHeader({ children }: ActsHeaderProps) {
  return (
    <s-table-header listSlot="inline">
      <s-text accessibilityVisibility="exclusive">{children}</s-text>
    </s-table-header>
  );
}
