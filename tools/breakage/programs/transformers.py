# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "transformers==4.52.4",
#     "certifi==2025.4.26",
#     "charset-normalizer==3.4.2",
#     "filelock==3.18.0",
#     "fsspec==2025.5.1",
#     "hf-xet==1.1.2",
#     "huggingface-hub==0.32.4",
#     "idna==3.10",
#     "numpy==2.2.6",
#     "packaging==25.0",
#     "pyyaml==6.0.2",
#     "regex==2024.11.6",
#     "requests==2.32.3",
#     "safetensors==0.5.3",
#     "tokenizers==0.21.1",
#     "tqdm==4.67.1",
#     "typing-extensions==4.14.0",
#     "urllib3==2.4.0",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from transformers import BertConfig

print(BertConfig().hidden_size)
