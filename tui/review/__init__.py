"""评审, the letter review and the volume: scores, packs, the choice."""
