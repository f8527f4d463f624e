"""Routes of PHP frameworks: what their files declare, and the little of the language that this takes."""
