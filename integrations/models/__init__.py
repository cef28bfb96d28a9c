"""The nouns of the business, as every floor knows them: frozen, typed, free of any vendor's spelling."""
