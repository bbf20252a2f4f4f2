"""Tests in a network of their own, in which every address there is leads to this machine."""
