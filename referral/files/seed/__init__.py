"""From the compiled seed facts to the committed service files; run once per seed.

python -m referral.files.seed SEED_DIRECTORY OUTPUT_DIRECTORY
"""
