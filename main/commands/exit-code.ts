/** What the commands end with, as a shell sees it. README.md tells users the same. */
export const exitCode = {
  ok: 0,
  /** The command was understood and could not be done, or what it checked has errors. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** 128 + SIGINT: interrupted before it had done what it was asked, or ended by a second Ctrl-C. */
  interrupted: 130,
  /** 128 + SIGPIPE: nobody reads the output any more. */
  outputClosed: 141,
} as const;
