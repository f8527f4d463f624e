"""Routes of Rails, read by following what `config/routes.rb` and the files it draws would declare."""
