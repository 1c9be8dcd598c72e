"""Staff: sign-in, passwords, one-time links, teams."""
