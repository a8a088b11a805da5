"""Contributors' files, sheets and pages as blogs of a campaign: read with care, guessed, confirmed by people, never twice."""
